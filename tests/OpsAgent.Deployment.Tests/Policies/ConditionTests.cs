using System.Text.Json.Nodes;

namespace OpsAgent.Deployment.Tests.Policies;

/// <summary>Conditions as the IAM User Guide describes them.</summary>
public sealed class ConditionTests
{
    // "Conditions with multiple context keys or values": operators and keys are joined by AND, the values of one key by OR.
    [Theory]
    [InlineData("finance", "audit", "arn:aws:iam::222222222222:user/Ana", true)]
    [InlineData("legal", "audit", "arn:aws:iam::222222222222:user/Mary", true)]
    [InlineData("security", "audit", "arn:aws:iam::222222222222:user/Ana", false)]
    [InlineData("finance", "admin", "arn:aws:iam::222222222222:user/Ana", false)]
    [InlineData("finance", "audit", "arn:aws:iam::222222222222:user/Nikki", false)]
    [InlineData("finance", null, "arn:aws:iam::222222222222:user/Ana", false)]
    public void Block_WithSeveralKeysAndValues_NeedsOneValueOfEveryKey(string department, string? role, string principal, bool expected)
    {
        var request = Request.With("aws:PrincipalTag/department", department).With("aws:PrincipalArn", principal);
        Assert.Equal(expected, Holds(
            """
            {"StringEquals":{"aws:PrincipalTag/department":["finance","hr","legal"],"aws:PrincipalTag/role":["audit","security"]},
             "ArnLike":{"aws:PrincipalArn":["arn:aws:iam::222222222222:user/Ana","arn:aws:iam::222222222222:user/Mary"]}}
            """,
            role is null ? request : request.With("aws:PrincipalTag/role", role)));
    }

    // The same page: the values of a negated operator are joined by NOR. "Condition operators": a missing key matches a negated one.
    [Theory]
    [InlineData("s3:x-amz-server-side-encryption", "AES256", false)]
    [InlineData("s3:x-amz-server-side-encryption", "aws:kms", false)]
    [InlineData("s3:x-amz-server-side-encryption", "none", true)]
    [InlineData("another", "AES256", true)]
    public void Negated_WithSeveralValues_HoldsForNoneOfThem(string key, string value, bool expected) => Assert.Equal(
        expected, Holds("""{"StringNotEquals":{"s3:x-amz-server-side-encryption":["AES256","aws:kms"]}}""", Request.With(key, value)));

    // "IAM JSON policy elements: Condition operators", ...IfExists and Null.
    [Theory]
    [InlineData("StringEquals", null, false)]
    [InlineData("StringEqualsIfExists", null, true)]
    [InlineData("StringEqualsIfExists", "other", false)]
    [InlineData("StringEqualsIfExists", "right", true)]
    [InlineData("StringLike", null, false)]
    [InlineData("StringLikeIfExists", null, true)]
    [InlineData("StringNotEquals", null, true)]
    public void IfExists_OfAMissingKey_Holds(string name, string? value, bool expected) => Assert.Equal(
        expected, Holds($$$"""{"{{{name}}}":{"aws:x":"right"}}""", value is null ? Request : Request.With("aws:x", value)));

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public void Null_AsksWhetherAKeyIsMissing(string value, bool whenThere)
    {
        Assert.Equal(whenThere, Holds($$$"""{"Null":{"aws:TokenIssueTime":"{{{value}}}"}}""", Request.With("aws:TokenIssueTime", "2026")));
        Assert.Equal(!whenThere, Holds($$$"""{"Null":{"aws:TokenIssueTime":"{{{value}}}"}}""", Request));
    }

    // "Set operators for multivalued context keys".
    [Theory]
    [InlineData("ForAllValues:StringEquals", "ID", true)]
    [InlineData("ForAllValues:StringEquals", "ID,Message", true)]
    [InlineData("ForAllValues:StringEquals", "ID,UserName", false)]
    [InlineData("ForAllValues:StringEquals", null, true)]
    [InlineData("ForAnyValue:StringEquals", "ID,UserName", true)]
    [InlineData("ForAnyValue:StringEquals", "UserName", false)]
    [InlineData("ForAnyValue:StringEquals", null, false)]
    [InlineData("ForAnyValue:StringNotEquals", null, false)]
    [InlineData("ForAllValues:StringNotEquals", "UserName", true)]
    [InlineData("ForAllValues:StringNotEquals", "UserName,ID", false)]
    public void Sets_AreReadValueByValue(string name, string? values, bool expected) => Assert.Equal(
        expected,
        Holds($$$"""{"{{{name}}}":{"dynamodb:Attributes":["ID","Message","Tags"]}}""", values is null ? Request : Request.With("dynamodb:Attributes", values.Split(','))));

    // "ARN condition operators": each of the six parts is checked for itself, and each may hold wildcards.
    [Theory]
    [InlineData("arn:aws:sns:*:123456789012:topic-*", "arn:aws:sns:us-east-1:123456789012:topic-a", true)]
    [InlineData("arn:aws:sns:*:topic-a", "arn:aws:sns:us-east-1:123456789012:topic-a", false)]
    [InlineData("arn:aws:sns:us-east-?:123456789012:*", "arn:aws:sns:us-east-1:123456789012:a:b", true)]
    [InlineData("arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:sns:us-east-1:123456789012:Topic", false)]
    public void ArnLike_MatchesPartByPart(string pattern, string arn, bool expected) => Assert.Equal(
        expected, Holds($$$"""{"ArnLike":{"aws:SourceArn":"{{{pattern}}}"}}""", Request.With("AWS:sourcearn", arn)));

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public void Bool_ComparesWords(string value, bool expected) =>
        Assert.Equal(expected, Holds("""{"Bool":{"aws:SecureTransport":"false"}}""", Request.With("aws:SecureTransport", value)));

    [Theory]
    [InlineData("NumericLessThan")]
    [InlineData("IpAddress")]
    [InlineData("ForSomeValues:StringEquals")]
    [InlineData("ForAllValues:Null")]
    [InlineData("NullIfExists")]
    public void Operator_ThatIsNotKnown_IsAnError(string name) =>
        Assert.Throws<NotSupportedException>(() => Holds($$$"""{"{{{name}}}":{"aws:x":"1"}}""", Request));

    [Fact]
    public void SeveralValues_ForAnOperatorOfOne_AreAnError() =>
        Assert.Throws<NotSupportedException>(() => Holds("""{"StringEquals":{"aws:TagKeys":"a"}}""", Request.With("aws:TagKeys", "a", "b")));

    private static AccessRequest Request => new("a:B", "*");

    private static bool Holds(string block, AccessRequest request) =>
        Condition.Parse(JsonNode.Parse(block)).ToList() is var conditions && conditions.TrueForAll(c => c.Holds(request));
}
