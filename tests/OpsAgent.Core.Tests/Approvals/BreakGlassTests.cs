using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>An administrator approves alone in an emergency, and never without a second person.</summary>
public sealed class BreakGlassTests
{
    private static readonly Person Admin = Users.Verified(Users.Admin);

    private readonly Desk _desk = new(ExecutionMode.SandboxLive, allowBreakGlass: true);

    [Fact]
    public async Task BreakGlass_ByAnAdministratorInPerson_ApprovesAloneAndSaysWhatItSkipped()
    {
        var pending = Put(p => p with { Risk = p.Risk! with { Approvers = [Group("dba")] } });

        var approved = (await _desk.BreakGlassAsync(pending, Admin, await _desk.IncidentAsync())).Value();

        Assert.Equal((ProposalStatus.Approved, true), (approved.Status, approved.NeedsReview));
        Assert.Equal(("admin@example.com", "INC-2026-0001", RiskLevel.Medium), (approved.BrokenGlass!.By.UserId.Value, approved.BrokenGlass.BreakGlass!.IncidentId.Value, approved.BrokenGlass.BreakGlass.RiskLevel));
        Assert.Equal(["approval_granted", "break_glass"], await _desk.EventsAsync(pending.Id));
        var details = (await _desk.Store.Audit.ReadAsync(pending.Id.Value, Test.Stop))[^1].Fields().GetProperty("details");
        Assert.Equal(
            ("INC-2026-0001", 0, 2, "dba"),
            (details.GetProperty("incident_id").GetString(), details.GetProperty("approvals").GetInt32(), details.GetProperty("approvals_needed").GetInt32(), details.GetProperty("groups")[0].GetString()));
        var notice = Assert.Single(_desk.Notifier.Notices);
        Assert.Equal((NoticeKind.BreakGlass, pending.Id), (notice.Kind, notice.Proposal));
        Assert.Contains("0 of 2 approvals were given, and these approver groups were asked for: dba", notice.Text, StringComparison.Ordinal);
        Assert.Single(_desk.Workflow.Calls, c => c.Method == "Resume");
    }

    [Fact]
    public async Task BreakGlass_AsItIsSigned_HoldsTheStatementAndLeavesItOutOfOthers()
    {
        var pending = Put(p => p.WithQuorum(3));
        await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), Users.Verified(Users.Lead));
        await _desk.BreakGlassAsync(pending, Admin, await _desk.IncidentAsync());

        var signed = (await _desk.Store.ReadAsync(pending.Id, Test.Stop)).ToDictionary(d => d.Kind, d => JsonDocument.Parse(d.Body).RootElement);

        Assert.Equal(
            """{"incident_id":"INC-2026-0001","reason":"Orders are lost, and both approvers sleep.","risk_level":"medium"}""",
            signed[SignedDecision.BreakGlass].GetProperty("break_glass").GetRawText());
        Assert.False(signed["approval#lead@example.com"].TryGetProperty("break_glass", out _));
    }

    [Fact]
    public async Task BreakGlass_ByWhoHasApprovedBefore_StandsInPlaceOfTheirApproval()
    {
        var pending = Put(p => p.WithQuorum(3));
        await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), Admin);

        var approved = (await _desk.BreakGlassAsync(pending, Admin, await _desk.IncidentAsync())).Value();

        Assert.Same(approved.BrokenGlass, Assert.Single(approved.Approvals));
    }

    [Fact]
    public async Task BreakGlass_Again_CompletesWhatWasLeftHalfDone()
    {
        var pending = Put();
        var incident = await _desk.IncidentAsync();
        await _desk.BreakGlassAsync(pending, Admin, incident);

        Assert.Equal(ProposalStatus.Approved, (await _desk.BreakGlassAsync(pending, Admin, incident)).Value().Status);
        Assert.Equal(2, _desk.Workflow.Calls.Count(c => c.Method == "Resume"));
        Assert.Single(_desk.Notifier.Notices);
    }

    public static TheoryData<string, ErrorCode> Refused { get; } = new()
    {
        { "an approver", ErrorCode.RoleRequired },
        { "in Slack", ErrorCode.VerifiedIdentityRequired },
        { "in Teams", ErrorCode.VerifiedIdentityRequired },
        { "by MCP", ErrorCode.VerifiedIdentityRequired },
        { "by the model", ErrorCode.VerifiedIdentityRequired },
        { "by a program", ErrorCode.VerifiedIdentityRequired },
        { "asserted at the console", ErrorCode.VerifiedIdentityRequired },
        { "signed in long ago", ErrorCode.VerifiedIdentityRequired },
        { "another plan", ErrorCode.PlanChanged },
        { "their own", ErrorCode.SelfApprovalForbidden },
        { "their own, self-approval allowed", ErrorCode.SelfApprovalForbidden },
        { "of a claim", ErrorCode.VerifiedIdentityRequired },
        { "of a claim that nobody can adopt", ErrorCode.VerifiedIdentityRequired },
        { "nothing to skip", ErrorCode.PolicyDenied },
        { "no such incident", ErrorCode.ResourceNotFound },
        { "an old incident", ErrorCode.PolicyDenied },
        { "an unreadable incident", ErrorCode.ResourceNotFound },
        { "too late", ErrorCode.ApprovalExpired },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task BreakGlass_WhereItMayNotBe_ChangesNothingAndTellsNobody(string why, ErrorCode code)
    {
        var pending = Put(p => why switch
        {
            "their own" => p with { Requester = Admin },
            "their own, self-approval allowed" => p.WithQuorum(2, selfApproval: true) with { Requester = Admin },
            "of a claim" => p with { Requester = Users.Asserted(Users.Engineer), NeedsAdoption = true },
            "of a claim that nobody can adopt" => p with { Requester = Users.Asserted(Users.Engineer) },
            "nothing to skip" => p.WithQuorum(1),
            _ => p,
        });
        var by = why switch
        {
            "an approver" => Users.Verified(Users.Lead),
            "in Slack" => Users.Verified(Users.Admin, RequestSource.Slack),
            "in Teams" => Users.Verified(Users.Admin, RequestSource.Teams),
            "by MCP" => Admin with { Source = RequestSource.Mcp },
            "by the model" => Admin with { Source = RequestSource.Model },
            "by a program" => Users.Verified(Users.Admin, RequestSource.Api),
            "asserted at the console" => Users.Asserted(Users.Admin, RequestSource.Console),
            "signed in long ago" => Admin with { InPerson = false },
            _ => Admin,
        };
        var incident = await _desk.IncidentAsync(why == "an old incident" ? _desk.Time.GetUtcNow() - BreakGlassStatement.MaxIncidentAge - TimeSpan.FromSeconds(1) : null);
        if (why == "an unreadable incident")
        {
            _desk.Incidents.Spoil(incident);
        }
        else if (why == "too late")
        {
            _desk.Time.Advance(Proposals.ExpiresAt - _desk.Time.GetUtcNow());
        }

        var outcome = await _desk.BreakGlassAsync(
            pending, by, why == "no such incident" ? IncidentId.Of(2026, 77) : incident, why == "another plan" ? new string('f', 64) : null);

        outcome.Refusal(code);
        Assert.Equal(pending, await _desk.Store.FindAsync(pending.Id, Test.Stop));
        Assert.Empty(_desk.Notifier.Notices);
        Assert.Equal(0, _desk.DecisionKey.Signed);
    }

    [Fact]
    public async Task BreakGlass_WhereItIsOff_SaysWhoMaySwitchItOn()
    {
        var off = new Desk(ExecutionMode.SandboxLive);
        var pending = off.Put(ProposalStatus.Pending, p => p.WithQuorum(2) with { Requester = Users.Verified(Users.Engineer) });

        var refusal = (await off.BreakGlassAsync(pending, Admin, await off.IncidentAsync())).Refusal(ErrorCode.PolicyDenied);

        Assert.Contains("BreakGlass=on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BreakGlass_OfAClaimThatThePersonHasAdopted_IsTaken()
    {
        var pending = Put(p => p with { Requester = Users.Asserted(Users.Engineer), NeedsAdoption = true });
        await _desk.AdoptAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), Users.Verified(Users.Engineer));

        Assert.Equal(ProposalStatus.Approved, (await _desk.BreakGlassAsync(pending, Admin, await _desk.IncidentAsync())).Value().Status);
    }

    /// <summary>The engineer is an administrator too, under an address of their own.</summary>
    [Fact]
    public void BreakGlass_ByAnAdministratorWhoIsTheRequesterByAnotherAddress_IsRefused()
    {
        var pending = Put();
        var aliased = Users.AuthorityOf(Users.Settings.Append(new($"{ParameterNames.People}/1", "admin@example.com=engineer@example.com")));

        var transition = ProposalTransitions.Apply(pending, new ProposalCommand.BreakGlass(Admin, null, Statement, aliased), _desk.Time.GetUtcNow());

        Assert.Equal(ErrorCode.SelfApprovalForbidden, Assert.IsType<Transition.Refused>(transition).Refusal.Code);
    }

    [Fact]
    public void BreakGlass_OfWhatHasBecomeRiskier_IsRefused() => Assert.Equal(
        ErrorCode.PlanChanged,
        Assert.IsType<Transition.Refused>(ProposalTransitions.Apply(
            Put(), new ProposalCommand.BreakGlass(Admin, null, Statement with { RiskLevel = RiskLevel.Low }, Users.Authority), _desk.Time.GetUtcNow())).Refusal.Code);

    [Fact]
    public async Task Review_ByAThirdPersonAfterTheEnd_IsAddedAndNothingElseChanges()
    {
        var ended = await BrokenAsync();

        var reviewed = (await Third().ReviewAsync(ended, Users.Verified(Users.Lead), ended.PlanHash.Short)).Value();

        Assert.Equal(("lead@example.com", "It was right.", false), (reviewed.BreakGlassReview!.By.UserId.Value, reviewed.BreakGlassReview.Note, reviewed.NeedsReview));
        Assert.Equal(Proposals.Json(ended), Proposals.Json(reviewed with { BreakGlassReview = null, Version = ended.Version, AuditHead = ended.AuditHead }));
        Assert.Equal("break_glass_reviewed", (await _desk.EventsAsync(ended.Id)).Last());
        (await Third().ReviewAsync(ended, Users.Verified(Users.Lead))).Refusal(ErrorCode.AlreadyDecided);
    }

    [Theory]
    [InlineData("who broke it", ErrorCode.SelfApprovalForbidden)]
    [InlineData("who proposed it", ErrorCode.SelfApprovalForbidden)]
    [InlineData("no administrator", ErrorCode.RoleRequired)]
    [InlineData("in Slack", ErrorCode.VerifiedIdentityRequired)]
    [InlineData("asserted", ErrorCode.VerifiedIdentityRequired)]
    [InlineData("another plan", ErrorCode.PlanChanged)]
    [InlineData("not broken", ErrorCode.ResourceNotFound)]
    [InlineData("under way", ErrorCode.ResourceBusy)]
    public async Task Review_ThatDoesNotCount_ChangesNothing(string why, ErrorCode code)
    {
        var proposal = why == "not broken" ? _desk.Put(ProposalStatus.Completed) : await BrokenAsync(why == "under way" ? ProposalStatus.Executing : ProposalStatus.Completed);
        var by = why switch
        {
            "who broke it" => Admin,
            "who proposed it" => Users.Verified(Users.Engineer),
            "no administrator" => Users.Verified(Users.Viewer),
            "in Slack" => Users.Verified(Users.Lead, RequestSource.Slack),
            "asserted" => Users.Asserted(Users.Lead, RequestSource.Console),
            _ => Users.Verified(Users.Lead),
        };

        (await Third().ReviewAsync(proposal, by, why == "another plan" ? new string('f', 64) : null)).Refusal(code);

        Assert.Equal(proposal, await _desk.Store.FindAsync(proposal.Id, Test.Stop));
    }

    [Fact]
    public async Task Unreviewed_AreListedUntilSomebodyReviewsThem()
    {
        var unreviewed = new UnreviewedBreakGlass(_desk.Store.Audit, _desk.Store);
        var pending = Put();
        Assert.Empty((await unreviewed.ListAsync(Test.Stop)).Proposals);
        var broken = (await _desk.BreakGlassAsync(pending, Admin, await _desk.IncidentAsync())).Value();

        Assert.Equal(broken.Id, Assert.Single((await unreviewed.ListAsync(Test.Stop)).Proposals).Id);

        await _desk.ApplyAsync(broken.Id, new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "The target changed."), ProposalStatus.Approved));
        (await Third().ReviewAsync(broken, Users.Verified(Users.Lead))).Value();
        Assert.Empty((await unreviewed.ListAsync(Test.Stop)).Proposals);
    }

    private static BreakGlassStatement Statement { get; } = new(IncidentId.Of(2026, 1), "Orders are lost, and both approvers sleep.", RiskLevel.Medium);

    private static ApproverRequirement Group(string name) => new(
        "rule", 1, true, All: false, System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableArray<UserId>>.Empty.Add(name, [Users.Id("dba@example.com")]));

    private Proposal Put(Func<Proposal, Proposal>? change = null) => _desk.Put(ProposalStatus.Pending, p =>
    {
        var asked = p.WithQuorum(2) with { Requester = Users.Verified(Users.Engineer) };
        return change is null ? asked : change(asked);
    });

    private async Task<Proposal> BrokenAsync(ProposalStatus status = ProposalStatus.Completed)
    {
        var incident = await _desk.IncidentAsync();
        return _desk.Put(status, p => p with
        {
            Requester = Users.Verified(Users.Engineer),
            Approvals = [new Approval(Admin, Moments.After(5)) { BreakGlass = Statement with { IncidentId = incident } }],
        });
    }

    /// <summary>The desk, where everybody but the viewer is an administrator.</summary>
    private Desk Third()
    {
        _desk.MoreAdmins = true;
        return _desk;
    }
}
