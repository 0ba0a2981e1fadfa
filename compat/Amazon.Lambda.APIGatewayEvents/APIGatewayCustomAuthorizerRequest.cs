namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>
/// What API Gateway asks a Lambda authorizer. A TOKEN authorizer gets type, token and method ARN;
/// a REQUEST authorizer gets everything but the token.
/// </summary>
public class APIGatewayCustomAuthorizerRequest
{
    public string Type { get; set; }

    public string AuthorizationToken { get; set; }

    public string MethodArn { get; set; }

    public string Path { get; set; }

    public string HttpMethod { get; set; }

    public IDictionary<string, string> Headers { get; set; }

    public IDictionary<string, string> QueryStringParameters { get; set; }

    public IDictionary<string, string> PathParameters { get; set; }

    public IDictionary<string, string> StageVariables { get; set; }

    public APIGatewayProxyRequest.ProxyRequestContext RequestContext { get; set; }
}
