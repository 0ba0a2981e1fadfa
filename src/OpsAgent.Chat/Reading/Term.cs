namespace OpsAgent.Chat.Reading;

/// <summary>What a word means to the reader, whatever its form.</summary>
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
    Cpu,
    Memory,
    Errors,
    ClientErrors,
    Requests,
    Latency,
    Network,
    Disk,
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
