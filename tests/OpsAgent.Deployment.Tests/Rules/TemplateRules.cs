using OpsAgent.Deployment.Tests.Template;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>
/// What AWS documents and no emulator checks, held against the expanded template: twice, with its default parameters and with
/// every parameter at another value and as long as it may be, in the Region with the longest name.
/// </summary>
internal static class TemplateRules
{
    /// <returns>The ids of what breaks the rule, each with what to do.</returns>
    public delegate IEnumerable<(string Resource, string Advice)> Rule(ExpandedTemplate template);

    public static IReadOnlyList<Rule> All { get; } =
    [
        NameRules.NamesFit, NameRules.NamesAreKnown, NameRules.NamesDifferBetweenEnvironments, NameRules.NamesDifferBetweenRegions, NameRules.NamedResourcesAreNotReplaced,
        RetentionRules.DeletionPoliciesExist, RetentionRules.DataIsKept, RetentionRules.FailedCreationKeepsNoNames, RetentionRules.FirstDeploymentProtectsNothing,
        LogRules.RetentionIsAllowed, LogRules.GroupsAreEncrypted,
        PolicyRules.PoliciesAreWellFormed, PolicyRules.InlinePoliciesFit, PolicyRules.ManagedPoliciesFit, PolicyRules.TrustPoliciesFit, PolicyRules.RolesHaveFewManagedPolicies, PolicyRules.EveryResourceIsNeeded,
        ProofRules.DigestsArePutByAuditDigestAlone, ProofRules.AuditDigestPutsOnNoChain, ProofRules.BudgetsArePutByExecuteActionAlone, ProofRules.KeysHaveOneSigner,
        FunctionRules.EnvironmentsFit, FunctionRules.VariablesAreNotReserved, FunctionRules.CallersGetAnswers, FunctionRules.NoConcurrencyIsReserved, FunctionRules.SettingsAreAllowed,
        TableRules.AttributesAreThoseOfKeys, TableRules.IndexesFit,
        MonitoringRules.AlarmsFit, MonitoringRules.DashboardsAreValid, MonitoringRules.MetricsExist,
        ApiRules.StagesAreThrottled, ApiRules.AccessLogsAreLines, ApiRules.GatewayResponsesExist, ApiRules.StageVariablesFit,
        EventRules.RulesFit, EventRules.PatternsAreValid, EventRules.TargetsTakeEvents, EventRules.StreamsAreRead,
        MessagingRules.TopicsAreEncrypted, MessagingRules.TopicsTakeAlarms, MessagingRules.TopicsAreNotOpen, MessagingRules.QueuesAreEncrypted, MessagingRules.DeadLettersArrive,
        StateMachineRules.LogsAreDelivered,
        SizeRules.SectionsFit, SizeRules.DescriptionsFit, SizeRules.ParametersAreBounded, SizeRules.DefaultsAreAllowed, SizeRules.RulesAreValid,
        ReferenceRules.ReferencesExist, ReferenceRules.NothingLeftOutIsReferredTo, ReferenceRules.NothingRefersToItself,
    ];

    /// <returns>The findings in order; one that both kinds of parameters show, once.</returns>
    public static IReadOnlyList<Finding> Check(ExpandedTemplate template)
    {
        ExpandedTemplate[] deployments = [template, Parameters.AtTheirLongest(template)];
        // With a reference to nothing the template cannot be resolved.
        var missing = Findings(ReferenceRules.ReferencesExist, template).ToList();
        return missing.Count > 0 ? missing
            : [.. All.SelectMany(rule => deployments.SelectMany(d => Findings(rule, d))).DistinctBy(f => (f.Resource, f.Rule)).OrderBy(f => f.Resource, StringComparer.Ordinal)];
    }

    private static IEnumerable<Finding> Findings(Rule rule, ExpandedTemplate template) =>
        rule(template).Select(found => new Finding(found.Resource, rule.Method.Name, found.Advice));
}
