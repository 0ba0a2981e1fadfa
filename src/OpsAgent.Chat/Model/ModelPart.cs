using System.Text.Json;

namespace OpsAgent.Chat.Model;

/// <summary>A part of a message; closed.</summary>
public abstract record ModelPart
{
    private ModelPart()
    {
    }

    public sealed record Text(string Content) : ModelPart;

    /// <summary>The model asks for a tool.</summary>
    /// <param name="Id">The model's name for this call.</param>
    /// <param name="Tool">As the model wrote it; there may be no such tool.</param>
    /// <param name="Input">As the model wrote it: anything.</param>
    public sealed record Call(string Id, string Tool, JsonElement Input) : ModelPart;

    /// <summary>What came of a call.</summary>
    /// <param name="Content">A JSON object: data for the model.</param>
    public sealed record Result(string Id, JsonElement Content, bool Failed) : ModelPart;
}
