using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>Where a request came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestSource>))]
public enum RequestSource
{
    /// <summary>An HTTP client or a chat plugin, with an API key.</summary>
    [JsonStringEnumMemberName("api")]
    Api,

    [JsonStringEnumMemberName("console")]
    Console,

    [JsonStringEnumMemberName("slack")]
    Slack,

    [JsonStringEnumMemberName("teams")]
    Teams,

    [JsonStringEnumMemberName("mcp")]
    Mcp,

    /// <summary>A language model that acts for the person in the chat: may run diagnostics and propose, never decide.</summary>
    [JsonStringEnumMemberName("model")]
    Model,

    /// <summary>A step of the state machine.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,

    /// <summary>The Reconciler function, which runs every minute.</summary>
    [JsonStringEnumMemberName("sweep")]
    Reconciler,
}
