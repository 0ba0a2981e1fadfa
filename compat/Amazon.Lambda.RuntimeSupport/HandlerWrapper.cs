using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>A handler of any shape as the one shape that the loop calls. The shapes are in HandlerWrapper.Shapes.cs.</summary>
public partial class HandlerWrapper : IDisposable
{
    private static readonly Task<Stream> Nothing = Task.FromResult(Stream.Null);

    private HandlerWrapper(Func<InvocationRequest, Task<Stream>> handle) =>
        Handler = async invocation => new InvocationResponse(await handle(invocation) ?? Stream.Null);

    public LambdaBootstrapHandler Handler { get; }

    public void Dispose() => GC.SuppressFinalize(this);

    private static MemoryStream Write<T>(ILambdaSerializer serializer, T output)
    {
        var stream = new MemoryStream();
        serializer.Serialize(output, stream);
        stream.Position = 0;
        return stream;
    }
}
