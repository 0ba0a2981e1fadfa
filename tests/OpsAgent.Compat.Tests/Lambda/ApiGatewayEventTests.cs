using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.Lambda;

public sealed class ApiGatewayEventTests
{
    private static readonly SourceGeneratorLambdaJsonSerializer<GreetingJson> Serializer = new();

    [Fact]
    public void ProxyRequest_OfARestApi_IsReadWhole()
    {
        var request = Serializer.Read<APIGatewayProxyRequest>(
            """
            {"resource":"/operations/{id}","path":"/operations/7","httpMethod":"POST","headers":{"Host":"h"},"multiValueHeaders":{"Accept":["a","b"]},
             "queryStringParameters":null,"pathParameters":{"id":"7"},"stageVariables":null,"body":"{}","isBase64Encoded":false,
             "requestContext":{"accountId":"123456789012","stage":"prod","requestId":"r","requestTimeEpoch":1769000000000,"connectedAt":5,
               "identity":{"sourceIp":"127.0.0.1","clientCert":{"subjectDN":"CN=x","validity":{"notAfter":"never"}}},
               "authorizer":{"principalId":"ada","integrationLatency":3,"claims":{"sub":"s","admin":true}}}}
            """);

        Assert.Equal(("/operations/7", "POST", "7"), (request.Path, request.HttpMethod, request.PathParameters["id"]));
        Assert.Equal(["a", "b"], request.MultiValueHeaders["Accept"]);
        Assert.Null(request.QueryStringParameters);
        Assert.Equal(1769000000000, request.RequestContext.RequestTimeEpoch);
        Assert.Equal("never", request.RequestContext.Identity.ClientCert.Validity.NotAfter);
        Assert.Equal("ada", Assert.IsType<JsonElement>(request.RequestContext.Authorizer["principalId"]).GetString());
        Assert.Equal(new Dictionary<string, string> { ["sub"] = "s" }, request.RequestContext.Authorizer.Claims);
    }

    [Fact]
    public void ProxyResponse_Written_HasTheNamesOfTheGateway() => Assert.Equal(
        """{"statusCode":202,"headers":{"Content-Type":"application/json"},"body":"{}","isBase64Encoded":false}""",
        Serializer.Write(new APIGatewayProxyResponse
        {
            StatusCode = 202,
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = "{}",
        }));

    [Fact]
    public void AuthorizerResponse_Written_IsAPolicy() => Assert.Equal(
        """{"principalId":"ada","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke"],"Resource":["arn:x"]}]},"context":{"role":"approver"}}""",
        Serializer.Write(new APIGatewayCustomAuthorizerResponse
        {
            PrincipalID = "ada",
            PolicyDocument = new APIGatewayCustomAuthorizerPolicy
            {
                Statement = [new() { Action = ["execute-api:Invoke"], Resource = ["arn:x"] }],
            },
            Context = new APIGatewayCustomAuthorizerContextOutput { ["role"] = "approver" },
        }));

    [Fact]
    public void AuthorizerPolicy_WithExceptionAndCondition_KeepsIamsNames() => Assert.Equal(
        """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotResource":["arn:x"],"Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.1"}}}]}""",
        Serializer.Write(new APIGatewayCustomAuthorizerPolicy
        {
            Statement =
            [
                new()
                {
                    Effect = "Deny",
                    NotResource = ["arn:x"],
                    Condition = new Dictionary<string, IDictionary<string, object>> { ["IpAddress"] = new Dictionary<string, object> { ["aws:SourceIp"] = "192.0.2.1" } },
                },
            ],
        }));

    [Fact]
    public void AuthorizerRequest_OfBothKinds_IsRead()
    {
        var token = Serializer.Read<APIGatewayCustomAuthorizerRequest>("""{"type":"TOKEN","authorizationToken":"t","methodArn":"arn:x"}""");
        var request = Serializer.Read<APIGatewayCustomAuthorizerRequest>("""{"type":"REQUEST","methodArn":"arn:x","headers":{"X-Api-Key":"k"},"requestContext":{"stage":"prod"}}""");

        Assert.Equal(("TOKEN", "t"), (token.Type, token.AuthorizationToken));
        Assert.Equal(("k", "prod"), (request.Headers["X-Api-Key"], request.RequestContext.Stage));
    }

    [Fact]
    public void HttpApi_RequestAndResponse_KeepTheirNames()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<HttpApiJson>();
        var request = serializer.Read<APIGatewayHttpApiV2ProxyRequest>(
            """{"version":"2.0","rawPath":"/p","cookies":["a=b"],"requestContext":{"timeEpoch":5,"http":{"method":"GET","sourceIp":"127.0.0.1"}}}""");

        Assert.Equal(("/p", "GET", 5), (request.RawPath, request.RequestContext.Http.Method, request.RequestContext.TimeEpoch));
        Assert.Equal("""{"statusCode":200,"cookies":["a=b"],"isBase64Encoded":false}""", serializer.Write(new APIGatewayHttpApiV2ProxyResponse { StatusCode = 200, Cookies = ["a=b"] }));
    }

    [Fact]
    public void AuthorizerContext_WithoutClaims_HasNone() => Assert.Empty(new APIGatewayCustomAuthorizerContext { ["claims"] = "text" }.Claims);
}
