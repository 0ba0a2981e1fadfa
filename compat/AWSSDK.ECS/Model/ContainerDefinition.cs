using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ContainerDefinition
{
    public List<string> Command { get; set; }

    public int? Cpu { get; set; }

    public List<string> EntryPoint { get; set; }

    public List<KeyValuePair> Environment { get; set; }

    public List<EnvironmentFile> EnvironmentFiles { get; set; }

    public string Image { get; set; }

    public int? Memory { get; set; }

    public int? MemoryReservation { get; set; }

    public string Name { get; set; }

    public List<Secret> Secrets { get; set; }

    internal static ContainerDefinition Read(JsonElement json) => new()
    {
        Command = json.List("command", JsonReading.Text),
        Cpu = json.Int("cpu"),
        EntryPoint = json.List("entryPoint", JsonReading.Text),
        Environment = json.List("environment", KeyValuePair.Read),
        EnvironmentFiles = json.List("environmentFiles", EnvironmentFile.Read),
        Image = json.Text("image"),
        Memory = json.Int("memory"),
        MemoryReservation = json.Int("memoryReservation"),
        Name = json.Text("name"),
        Secrets = json.List("secrets", Secret.Read),
    };
}
