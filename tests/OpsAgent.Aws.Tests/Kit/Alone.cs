namespace OpsAgent.Aws.Tests.Kit;

/// <summary>Tests that send hundreds of requests at once: moto has one lock, and others would wait beyond their time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
