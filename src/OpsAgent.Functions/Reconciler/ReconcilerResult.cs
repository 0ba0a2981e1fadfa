namespace OpsAgent.Functions.Reconciler;

/// <summary>What one sweep found and mended.</summary>
/// <param name="Started">Executions that it started; those that ran already are not counted.</param>
/// <param name="ApprovalsPending">How many wait for people, among those that it came to.</param>
/// <param name="Complete">False when its time was over before it had been all the way round; the next one goes on there.</param>
public sealed record ReconcilerResult(int Started, int Resumed, int Closed, int Reminded, int ApprovalsPending, bool Complete);
