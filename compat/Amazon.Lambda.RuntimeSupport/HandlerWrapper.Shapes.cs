using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <content>Input {none, stream, object} x {with, without context} x result {task, task of stream, task of object, none, stream, object}.</content>
public partial class HandlerWrapper
{
    public static HandlerWrapper GetHandlerWrapper(Func<Task> handler) => new(async invocation =>
    {
        await handler();
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Task<Stream>> handler) => new(invocation => handler());

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler()));

    public static HandlerWrapper GetHandlerWrapper(Action handler) => new(invocation =>
    {
        handler();
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Stream> handler) => new(invocation => Task.FromResult(handler()));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler())));

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task> handler) => new(async invocation =>
    {
        await handler(invocation.LambdaContext);
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task<Stream>> handler) => new(invocation => handler(invocation.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler(invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper(Action<ILambdaContext> handler) => new(invocation =>
    {
        handler(invocation.LambdaContext);
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Stream> handler) => new(invocation => Task.FromResult(handler(invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler(invocation.LambdaContext))));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task> handler) => new(async invocation =>
    {
        await handler(invocation.InputStream);
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task<Stream>> handler) => new(invocation => handler(invocation.InputStream));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler(invocation.InputStream)));

    public static HandlerWrapper GetHandlerWrapper(Action<Stream> handler) => new(invocation =>
    {
        handler(invocation.InputStream);
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Stream> handler) => new(invocation => Task.FromResult(handler(invocation.InputStream)));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler(invocation.InputStream))));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task> handler) => new(async invocation =>
    {
        await handler(invocation.InputStream, invocation.LambdaContext);
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler) => new(invocation => handler(invocation.InputStream, invocation.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler(invocation.InputStream, invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext> handler) => new(invocation =>
    {
        handler(invocation.InputStream, invocation.LambdaContext);
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Stream> handler) => new(invocation => Task.FromResult(handler(invocation.InputStream, invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler(invocation.InputStream, invocation.LambdaContext))));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task> handler, ILambdaSerializer serializer) => new(async invocation =>
    {
        await handler(serializer.Deserialize<TInput>(invocation.InputStream));
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task<Stream>> handler, ILambdaSerializer serializer) => new(invocation => handler(serializer.Deserialize<TInput>(invocation.InputStream)));

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler(serializer.Deserialize<TInput>(invocation.InputStream))));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput> handler, ILambdaSerializer serializer) => new(invocation =>
    {
        handler(serializer.Deserialize<TInput>(invocation.InputStream));
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Stream> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult(handler(serializer.Deserialize<TInput>(invocation.InputStream))));

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler(serializer.Deserialize<TInput>(invocation.InputStream)))));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) => new(async invocation =>
    {
        await handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext);
        return Stream.Null;
    });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) => new(invocation => handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => new(async invocation => Write(serializer, await handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput, ILambdaContext> handler, ILambdaSerializer serializer) => new(invocation =>
    {
        handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext);
        return Nothing;
    });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Stream> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult(handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) => new(invocation => Task.FromResult<Stream>(Write(serializer, handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext))));

    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext, MemoryStream> handler) => new(invocation =>
    {
        var output = new MemoryStream();
        handler(invocation.InputStream, invocation.LambdaContext, output);
        output.Position = 0;
        return Task.FromResult<Stream>(output);
    });
}
