using System.Text.Json.Serialization;

namespace OpsAgent.Chat.Reading;

/// <summary>What a word means to the reader, whatever its form. A session keeps those that have a wire name.</summary>
internal enum Term
{
    None,

    // What somebody may want done.
    Reboot,
    Scale,
    Set,
    Record,
    Post,
    Tell,
    Approve,
    Deny,
    Withdraw,
    Cancel,
    Show,
    Help,
    Greeting,
    Thanks,

    // The same as things that happened or are talked about.
    Rebooted,
    Scaled,
    Approved,

    // What it is about.
    Status,
    [JsonStringEnumMemberName("Cpu")]
    Cpu,
    [JsonStringEnumMemberName("Memory")]
    Memory,
    [JsonStringEnumMemberName("Errors")]
    Errors,
    [JsonStringEnumMemberName("ClientErrors")]
    ClientErrors,
    [JsonStringEnumMemberName("Requests")]
    Requests,
    [JsonStringEnumMemberName("Latency")]
    Latency,
    [JsonStringEnumMemberName("Network")]
    Network,
    [JsonStringEnumMemberName("Disk")]
    Disk,
    [JsonStringEnumMemberName("Connections")]
    Connections,
    Targets,
    Balancer,
    Instance,
    Service,
    Cluster,
    Tag,
    Events,
    Who,
    Metric,
    Pending,
    Proposal,
    Incident,
    Summary,
    Same,
    It,
}
