using System.Security.Cryptography;
using System.Text;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>Nothing is executed but what valid signatures of people who may approve now allow, whatever the record says.</summary>
public sealed class SignedApprovalTests
{
    private readonly Bench bench = new();
    private readonly Proposal approved = Proposals.In(ProposalStatus.Approved);

    public SignedApprovalTests() => bench.Time.SetUtcNow(Moments.After(10));

    [Fact]
    public async Task Execute_ARecordThatWasPutAsApproved_ExecutesNothingAndAlarms()
    {
        bench.Store.Forge(approved);

        await AssertRefusedAsync(isSignature: true);

        Assert.Contains("not signed as it must be", (await bench.ReadAsync(approved.Id)).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ASignedSubmissionWhoseRecordWasPutAsApproved_ExecutesNothingAndAlarms()
    {
        bench.Store.Forge(approved);
        bench.Store.Sign(approved.Id, (await SignedDecisions.OfAsync(approved)).Where(d => d.Kind == SignedDecision.Submission));

        await AssertRefusedAsync(isSignature: true);
    }

    [Fact]
    public async Task Approve_ARecordThatWasForgedBefore_IsRefusedAndSignsNothing()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        bench.Store.Forge(pending);

        var answer = await bench.ApproveAsync(Users.Lead, Proposals.Token(1).Reveal());

        Assert.Equal("PLAN_CHANGED", answer.Code);
        Assert.Equal(0, bench.DecisionKey.Signed);
        Assert.Equal(pending, await bench.ReadAsync(pending.Id));
    }

    [Fact]
    public async Task Approve_ARecordWhosePlanWasAlteredUnderItsHash_IsRefusedAndSignsNothing()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        var decisions = await SignedDecisions.OfAsync(pending);
        bench.Store.Forge(pending with { Plan = Proposals.PlanFor(Instances.Numbered(3)) });
        bench.Store.Sign(pending.Id, decisions);

        var answer = await bench.ApproveAsync(Users.Lead, Proposals.Token(1).Reveal());

        Assert.Equal("PLAN_CHANGED", answer.Code);
        Assert.Equal(0, bench.DecisionKey.Signed);
    }

    public static TheoryData<string> Forgeries { get; } =
        ["altered body", "altered signature", "no signature", "foreign key", "moved to another proposal", "another environment", "another person's kind", "of another submission", "another plan in the record", "another mode in the record"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Execute_ASignatureThatDoesNotHold_ExecutesNothingAndAlarms(string how)
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = await SignedDecisions.OfAsync(approved);
        var (submission, approval) = (good[0], good[1]);
        var record = approved;
        var other = (await SignedDecisions.OfAsync(Proposals.In(ProposalStatus.Approved, 2))).Select(d => d with { Proposal = approved.Id }).ToList();
        SignedDecision[] decisions = how switch
        {
            "altered body" => [submission, approval with { Body = approval.Body.Replace("09:00:05", "09:00:06", StringComparison.Ordinal) }],
            "altered signature" => [submission, approval with { Signature = submission.Signature }],
            "no signature" => [submission, approval with { Signature = string.Empty }],
            "foreign key" => [.. await SignedDecisions.OfAsync(approved, key: foreign)],
            "moved to another proposal" => [.. other],
            "another environment" => [.. await SignedDecisions.OfAsync(approved, "staging")],
            "another person's kind" => [submission, approval with { Kind = SignedDecision.ApprovalPrefix + Users.Admin }],
            "of another submission" => [submission, other[1]],
            _ => [.. good],
        };
        record = how switch
        {
            "another plan in the record" => record with { Plan = Proposals.PlanFor(Instances.Numbered(2)) },
            "another mode in the record" => record with { Mode = ExecutionMode.DryRun },
            _ => record,
        };
        bench.Store.Forge(record);
        bench.Store.Sign(approved.Id, decisions);

        await AssertRefusedAsync(isSignature: how != "another mode in the record");
    }

    [Fact]
    public async Task Execute_AnyOneCharacterOfASignedTextChanged_ExecutesNothing()
    {
        var good = await SignedDecisions.OfAsync(approved);
        for (var i = 0; i < good[1].Body.Length; i += 7)
        {
            var text = new StringBuilder(good[1].Body);
            text[i] = text[i] == 'x' ? 'y' : 'x';
            var each = new Bench();
            each.Time.SetUtcNow(Moments.After(10));
            each.Store.Forge(approved);
            each.Store.Sign(approved.Id, good[0], good[1] with { Body = text.ToString() });

            await Assert.ThrowsAsync<GuardrailRejected>(() => each.StepAsync("ExecuteAction", approved.Id));

            Assert.Empty(each.Executor.Executions);
        }
    }

    [Theory]
    [InlineData(ParameterNames.Approvers, "engineer@example.com")]
    [InlineData(ParameterNames.AllowedUsers, "viewer@example.com")]
    [InlineData(ParameterNames.People, "lead@example.com=engineer@example.com")]
    public async Task Execute_AnApproverWhoMayNotApproveAnyMore_DoesNotCount(string parameter, string now)
    {
        bench.Store.With(approved);
        bench.Settings.Cached[parameter] = now;

        await AssertRefusedAsync(isSignature: false);
    }

    [Fact]
    public async Task Execute_TheRiskHasRisen_AsksForTheLargerNumber()
    {
        var two = new Bench { Agent = Bench.LocalAgent with { RiskPolicy = new() { Approvals = new Dictionary<Core.Guardrails.RiskLevel, int> { [Core.Guardrails.RiskLevel.High] = 2 } } } };
        two.Time.SetUtcNow(Moments.After(10));
        two.Store.With(approved);
        two.Fleet.Put(Instances.Web.WithTag("CriticalityLevel", "critical"));

        var error = await Assert.ThrowsAsync<GuardrailRejected>(() => two.StepAsync("ExecuteAction", approved.Id));

        Assert.Contains("It takes 2 approvals", error.Message, StringComparison.Ordinal);
        Assert.Empty(two.Executor.Executions);
    }

    [Fact]
    public async Task Execute_AForgedTimeInTheRecord_DoesNotMakeAnOldApprovalYoung()
    {
        var decisions = await SignedDecisions.OfAsync(approved);
        bench.Time.SetUtcNow(Moments.After(5 + 301));
        bench.Store.Forge(approved with { Approvals = [approved.Approvals[0] with { At = Moments.After(300) }] });
        bench.Store.Sign(approved.Id, decisions);

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Expired, (await bench.ReadAsync(approved.Id)).Status);
    }

    [Theory]
    [InlineData(ErrorCode.AwsServiceError)]
    [InlineData(ErrorCode.AwsThrottled)]
    public async Task Execute_KmsDoesNotAnswer_IsTriedAgainAndExecutesNothing(ErrorCode code)
    {
        bench.Store.With(approved);
        bench.DecisionKey.Failure = new AwsException(code, "kms:GetPublicKey", "key", "AWS did not answer kms:GetPublicKey.");

        var error = await Assert.ThrowsAsync<TransientAwsError>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Contains("kms:GetPublicKey", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Executor.Executions);
    }

    [Fact]
    public async Task Execute_TheKeyIsDisabled_RejectsAndTheProposalSaysWhy()
    {
        bench.Store.With(approved);
        bench.DecisionKey.Failure = new AwsException(ErrorCode.PolicyDenied, "kms:GetPublicKey", "key", "AWS refused kms:GetPublicKey (DisabledException).");

        await AssertRefusedAsync(isSignature: false);

        Assert.Contains("DisabledException", (await bench.ReadAsync(approved.Id)).Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_KmsIsDown_StoresNothingAndSaysWhy()
    {
        bench.DecisionKey.Failure = new AwsException(ErrorCode.AwsServiceError, "kms:Sign", "key", "AWS did not answer kms:Sign.");

        var answer = await bench.ProposeAsync(Users.Engineer);

        Assert.False(answer.Success);
        Assert.Contains("kms:Sign", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Approve_KmsIsDown_StoresNothingAndSaysWhy()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(pending);
        bench.DecisionKey.Failure = new AwsException(ErrorCode.AwsServiceError, "kms:Sign", "key", "AWS did not answer kms:Sign.");

        var answer = await bench.ApproveAsync(Users.Lead, Proposals.Token(1).Reveal());

        Assert.Contains("kms:Sign", answer.Text, StringComparison.Ordinal);
        Assert.Equal(pending, await bench.ReadAsync(pending.Id));
    }

    [Fact]
    public async Task Revert_ARecordThatWasPutAsExecuted_UndoesNothingAndAlarms()
    {
        var unsettled = Scaling.Unsettled("revert");
        bench.Services.Put(SampleServices.WebAt(6) with { Running = 4, Pending = 2 });
        bench.Time.SetUtcNow(Moments.After(700));
        bench.Store.Forge(unsettled);

        await Assert.ThrowsAsync<ExecutionFailed>(() => bench.StepAsync("RevertAction", unsettled.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Single(bench.Lines, l => l.Contains("\"signature_invalid\"", StringComparison.Ordinal));
        Assert.Equal(ReversalStatus.Failed, (await bench.ReadAsync(unsettled.Id)).Reversal!.Status);
    }

    [Fact]
    public async Task Execute_WhatWasSignedOnTheWay_IsExecutedOnce()
    {
        bench.Store.With(approved);

        await bench.StepAsync("ExecuteAction", approved.Id);

        Assert.Single(bench.Executor.Executions, e => e.Intent is WriteIntent.Execute);
        Assert.DoesNotContain(bench.Lines, l => l.Contains("\"signature_invalid\"", StringComparison.Ordinal));
    }

    private async Task AssertRefusedAsync(bool isSignature)
    {
        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ExecuteAction", approved.Id));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(approved.Id)).Status);
        Assert.Equal(isSignature ? 1 : 0, bench.Lines.Count(l => l.Contains("\"signature_invalid\"", StringComparison.Ordinal)));
    }
}
