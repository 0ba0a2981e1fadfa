using System.Text.RegularExpressions;

namespace OpsAgent.Core.Text;

/// <summary>
/// Patterns of secrets in text. Every pattern runs in linear time: each repetition is bounded or cannot match what follows it.
/// </summary>
internal static partial class SecretPatterns
{
    private const RegexOptions Any = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private const RegexOptions Exact = RegexOptions.CultureInvariant;

    /// <summary>A PEM block; to the end of the text if it was truncated.</summary>
    [GeneratedRegex("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\\s\\S])*(?:-----END[A-Z0-9 ]{0,50}-----)?", Exact)]
    internal static partial Regex PrivateKey();

    /// <summary>Webhook URLs, which are secrets as a whole. The host is kept.</summary>
    [GeneratedRegex(
        @"(?<keep>\b(?:hooks\.slack(?:-gov)?\.com|(?:[a-z0-9-]{1,63}\.){1,8}(?:logic\.azure\.(?:com|us)|powerplatform\.com|powerautomate\.com|webhook\.office\.com)(?::\d{1,5})?"
        + @"|outlook\.office(?:365)?\.com/webhook|discord(?:app)?\.com/api/webhooks)/)[^\s""'<>|\\]+",
        Any)]
    internal static partial Regex Webhook();

    [GeneratedRegex(@"(?<keep>\b[a-z][a-z0-9+.-]{1,20}://)[^\s/?#@""'<>\\]{1,512}@", Any)]
    internal static partial Regex UserInfo();

    /// <summary>Query parameters with signatures and credentials.</summary>
    [GeneratedRegex(
        @"(?<keep>[?&;](?:sig|signature|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature|access_token|id_token|refresh_token|token|api_?key|client_secret|password|pwd)=)[^&;\s""'<>#\\]+",
        Any)]
    internal static partial Regex QueryParameter();

    /// <summary>Headers whose whole value is secret.</summary>
    [GeneratedRegex(@"(?<keep>\b(?:(?:proxy-)?authorization|(?:set-)?cookie)[""'\\]{0,4}[ \t]{0,4}[:=][ \t]{0,4}[""'\\]{0,4})[^\r\n""'\\]+", Any)]
    internal static partial Regex Header();

    [GeneratedRegex(@"(?<keep>\b(?:bearer|basic|hmac|splunk)[ \t]{1,4})(?=[A-Za-z0-9._~+/-]{0,200}[0-9=])[A-Za-z0-9._~+/-]{8,}={0,2}", Any)]
    internal static partial Regex AuthenticationScheme();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3}", Exact)]
    internal static partial Regex Jwt();

    [GeneratedRegex(@"(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])", Exact)]
    internal static partial Regex AccessKeyId();

    [GeneratedRegex("approve-[0-9A-Za-z]{8,}", Any)]
    internal static partial Regex ApprovalToken();

    /// <summary>Step Functions' task tokens, by their prefix.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:AQ[A-Za-z0-9]{2})?AAAAKgAAAA[A-Za-z0-9+/=_-]{8,}", Exact)]
    internal static partial Regex TaskToken();

    /// <summary>Vendor tokens with a known prefix.</summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
        + @"|sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{30,}|npm_[A-Za-z0-9]{30,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})",
        Exact)]
    internal static partial Regex VendorToken();

    /// <summary>
    /// <c>password=...</c>, <c>"token": "..."</c>, <c>--secret ...</c>. Not after a colon, where <c>secret:</c> is a part of
    /// an ARN, and not <c>approval_token:</c>, which our own messages about that parameter contain.
    /// </summary>
    [GeneratedRegex(
        "(?<keep>(?<!:|approval_)" + SecretNames.Pattern + @"(?:[""'\\]{0,4}[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}|(?<=--[A-Za-z-]{1,40})[ \t]{1,4}))(?:[""'\\]{1,4}[^""\r\n\\]+|[^\s""'&;<>\\]+)",
        Any)]
    internal static partial Regex NamedValue();

    /// <summary>Possibly random text; <see cref="Redactor"/> decides.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9+/=:_-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/_-])|(?<![A-Za-z0-9+/])[A-Za-z0-9+/_-]{60,}", Exact)]
    internal static partial Regex PossiblyRandom();
}
