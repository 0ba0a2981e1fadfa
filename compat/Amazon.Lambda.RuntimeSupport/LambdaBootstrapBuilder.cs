using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.RuntimeSupport;

public partial class LambdaBootstrapBuilder
{
    private readonly HandlerWrapper wrapper;
    private readonly LambdaBootstrapOptions options = new();
    private HttpClient http;
    private LambdaBootstrapInitializer initializer;

    private LambdaBootstrapBuilder(HandlerWrapper wrapper) => this.wrapper = wrapper;

    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        http = httpClient;
        return this;
    }

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrapBuilder ConfigureOptions(Action<LambdaBootstrapOptions> options = null)
    {
        options?.Invoke(this.options);
        return this;
    }

    public LambdaBootstrap Build() =>
        http is null ? new LambdaBootstrap(wrapper, options, initializer) : new LambdaBootstrap(http, wrapper, options, initializer);
}
