namespace OpsAgent.Functions.Reconciler;

/// <summary>What one run of the Reconciler did.</summary>
/// <param name="Started">Executions that it started; those that ran already are not counted.</param>
/// <param name="ApprovalsPending">How many of the visited proposals wait for people, whatever their age.</param>
/// <param name="Complete">False when its time was over before it had visited all, and the next run goes on there; or when another run was at work.</param>
public sealed record ReconcilerResult(int Started, int Resumed, int Closed, int Reminded, int ApprovalsPending, bool Complete);
