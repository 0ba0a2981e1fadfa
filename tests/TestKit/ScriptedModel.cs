using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Model;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>A model that says what a test wrote down, one line for each time that it is asked, the last one again and again.</summary>
public sealed class ScriptedModel(params IReadOnlyList<Func<ModelRequest, ModelReply>> lines) : IChatModel
{
    private readonly ConcurrentQueue<ModelRequest> _requests = new();

    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    public Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        return Task.FromResult(lines[Math.Min(_requests.Count, lines.Count) - 1](request));
    }

    public static Func<ModelRequest, ModelReply> Says(string words) => _ => new ModelReply([new ModelPart.Text(words)], ModelStop.Finished, 100);

    public static Func<ModelRequest, ModelReply> Calls(params (string Tool, JsonObject Input)[] calls) => request => new ModelReply(
        [.. calls.Select((c, i) => new ModelPart.Call($"call-{request.Messages.Count}-{i}", c.Tool, c.Input.ToElement()))], ModelStop.Tools, 100);

    public static Func<ModelRequest, ModelReply> Fails(ModelFailure failure) => _ => throw new ModelException(failure, "AWS refused bedrock:InvokeModel on model.");
}
