using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.BedrockRuntime;

/// <summary>SigV4, or a bearer token: Core puts the token first when <c>AWS_BEARER_TOKEN_BEDROCK</c> holds one.</summary>
internal sealed class SigV4OrBearerAuthHandler : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
    [
        new AuthSchemeOption { SchemeId = "aws.auth#sigv4" },
        new AuthSchemeOption { SchemeId = "smithy.api#httpBearerAuth" },
    ];
}
