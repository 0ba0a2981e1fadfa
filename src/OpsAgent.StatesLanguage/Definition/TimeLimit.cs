namespace OpsAgent.StatesLanguage;

/// <summary>TimeoutSeconds or HeartbeatSeconds: a number, or a path to one.</summary>
internal sealed record TimeLimit(string Field, long? Seconds, JsonPath? Path);
