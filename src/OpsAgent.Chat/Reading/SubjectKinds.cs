using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>What each kind of subject is called, and how an order names one.</summary>
internal static class SubjectKinds
{
    public static string Noun(SubjectKind kind) => kind switch
    {
        SubjectKind.Instance => "instance",
        SubjectKind.Service => "service",
        SubjectKind.LoadBalancer => "load balancer",
        SubjectKind.TargetGroup => "target group",
        _ => "proposal",
    };

    public static string WithArticle(SubjectKind kind) => kind switch
    {
        SubjectKind.Instance => "an EC2 instance",
        SubjectKind.Service => "an ECS service",
        _ => $"a {Noun(kind)}",
    };

    /// <returns>The terms of the words for it, its container's included.</returns>
    public static IReadOnlyList<string> TermsOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Instance => [Terms.Instance],
        SubjectKind.Service => [Terms.Service, Terms.Cluster],
        SubjectKind.LoadBalancer => [Terms.LoadBalancer],
        SubjectKind.TargetGroup => [Terms.Target],
        _ => [Terms.Proposal],
    };

    /// <returns>The name of a subject of this kind, where the token can be nothing else; or null.</returns>
    public static string? NameIn(Token token, SubjectKind kind) => (kind, token) switch
    {
        (SubjectKind.Instance, { Kind: TokenKind.Instance }) => token.Text,
        (SubjectKind.Service, { Kind: TokenKind.Path }) when token.Text.Split('/') is [{ Length: > 0 }, { Length: > 0 }] => token.Text,
        (SubjectKind.Service, { Kind: TokenKind.Arn }) when token.Text.Split(":service/") is [_, var name] && name.Split('/').Length == 2 => name,
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, _) when ResourceNames.SubjectOf(token) is { } subject && subject.Kind == kind => subject.Name,
        _ => null,
    };
}
