using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One revision of an ECS task definition of the simulated cloud.</summary>
internal sealed record CloudTaskDefinition
{
    /// <summary>Family and revision, such as <c>web:41</c>.</summary>
    public required string Name { get; init; }

    /// <summary>AWS's word: ACTIVE, INACTIVE or DELETE_IN_PROGRESS.</summary>
    public string Status { get; set; } = "ACTIVE";

    /// <summary>Days from its registration to the start of the simulation.</summary>
    public double RegisteredDaysAgo { get; set; } = 1;

    public string? Cpu { get; set; }

    public string? Memory { get; set; }

    /// <summary>The role's name, or null.</summary>
    public string? TaskRole { get; set; }

    /// <inheritdoc cref="TaskRole"/>
    public string? ExecutionRole { get; set; }

    public IReadOnlyList<CloudContainer> Containers { get; set; } = [];

    /// <summary>Whether its tasks never start, so that a deployment of it fails.</summary>
    public bool TasksFail { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        Problem(Name) is { } problem ? $"task definition {problem}"
        : Status is not ("ACTIVE" or "INACTIVE" or "DELETE_IN_PROGRESS") ? $"task definition {Name}: status \"{Status}\" must be one of ACTIVE, INACTIVE, DELETE_IN_PROGRESS"
        : RegisteredDaysAgo < 0 ? $"task definition {Name}: registered_days_ago must not be negative"
        : null;

    /// <returns>Why this is no name of a task definition, or null.</returns>
    internal static string? Problem(string name) =>
        TaskDefinitionName.TryParse(name, out var parsed) && CloudNames.IsName(parsed.Value.Family) && parsed.Value.ToString() == name ? null : $"\"{name}\" must be family:revision";
}

/// <summary>One container of a <see cref="CloudTaskDefinition"/>.</summary>
internal sealed record CloudContainer
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Names, and where each is kept.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Command { get; set; } = [];
}

/// <summary>A completed deployment from before the start of the simulation.</summary>
internal sealed record CloudDeployment
{
    /// <summary>When it began: minutes before the start of the simulation.</summary>
    public required double MinutesAgo { get; init; }

    /// <summary>Family and revision.</summary>
    public required string TaskDefinition { get; init; }
}

/// <summary>What something of the simulated cloud comes from: it lasts while a service runs a task definition.</summary>
internal sealed record CloudCause
{
    /// <summary>Cluster and service, such as <c>production/web</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Family and revision.</summary>
    public required string TaskDefinition { get; init; }
}
