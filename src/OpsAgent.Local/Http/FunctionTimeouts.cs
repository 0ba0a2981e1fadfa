using OpsAgent.Functions.Hosting;

namespace OpsAgent.Local.Http;

/// <summary>How long an invocation of each function may take, as template.yaml says.</summary>
internal static class FunctionTimeouts
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Shorter = TimeSpan.FromSeconds(15);

    public static TimeSpan Of(string function) => function switch
    {
        FunctionNames.ExecuteAction or FunctionNames.Reconciler or FunctionNames.ChatWorker => Longer,
        FunctionNames.ChatWebhooks => Shorter,
        FunctionNames.AuditDigest => Longest,
        _ => Default,
    };
}
