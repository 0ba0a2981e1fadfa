namespace OpsAgent.Local.Tests.Gateway;

/// <summary>Where the local host answers otherwise than API Gateway by its nature.</summary>
/// <param name="Reason">Why it stays so.</param>
/// <param name="Facts">All facts that differ, and no other.</param>
internal sealed record Difference(string Reason, params IReadOnlyList<string> Facts)
{
    public static Difference None { get; } = new("They are the same.");

    /// <summary>API Gateway's own answers.</summary>
    public static Difference OwnAnswer { get; } = new(
        "A gateway response can give a header a literal or a part of the request, no context variable: the body alone has the correlation id.", "header X-Correlation-Id");

    public static Difference UnknownPath { get; } = new(
        "A gateway response cannot write a path that may hold anything; the local host shows it, cut to plain words.", "header X-Correlation-Id", "error.message");

    public static Difference UnknownMethod { get; } = new(
        "API Gateway does not tell an unknown method from an unknown path; the local host says which methods there are.",
        "header X-Correlation-Id", "header Allow", "HTTP status", "error.code", "error.message");

    public static Difference LocalLimit { get; } = new(
        "The local host reads 1 MiB and no more; API Gateway passes 10 MB on, and the function refuses it.", "header Vary", "header Access-Control-Allow-Origin", "error.message");

    /// <summary>A page that is not listed.</summary>
    public static Difference ForeignPage { get; } = new(
        "Every page can reach this machine, so that the local host refuses pages of other origins; on AWS the browser keeps the answer from them.",
        "header Access-Control-Allow-Origin", "header Vary", "HTTP status", "error.code", "error.message", "error.details", "error.details.field", "error.details.rule", "error.details.given");

    /// <summary>Its preflight, which has no body on AWS.</summary>
    public static Difference ForeignPreflight { get; } = new(
        ForeignPage.Reason,
        "header Access-Control-Allow-Origin", "header Vary", "header Content-Type", "HTTP status", "body", "success", "error.code", "error.message", "error.details", "correlation_id",
        "execution_mode", "timestamp");

    /// <summary>Decisions that are followed.</summary>
    public static Difference Verification { get; } = new("How far it is when the answer is written depends on the moment.") { MayDiffer = ["verification", "message", "status"] };

    /// <summary>Facts that differ at times.</summary>
    private IReadOnlyList<string> MayDiffer { get; init; } = [];

    /// <returns>What differs and is not named, and what is named and does not differ.</returns>
    public IEnumerable<string> Faults(Heard gateway, Heard local)
    {
        var (there, here) = (gateway.Facts(), local.Facts());
        var differing = there.Keys.Union(here.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(f => there.GetValueOrDefault(f) != here.GetValueOrDefault(f)).Except(MayDiffer).ToList();
        return
        [
            .. differing.Except(Facts).Select(f => $"{f} is {there.GetValueOrDefault(f) ?? "not there"} of API Gateway and {here.GetValueOrDefault(f) ?? "not there"} of the local host"),
            .. Facts.Except(differing).Select(f => $"{f} is named as a difference and is none"),
        ];
    }
}
