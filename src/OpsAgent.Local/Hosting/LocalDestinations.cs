using OpsAgent.Core.Operations.Messages;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Hosting;

/// <summary>Destinations as files, one line for each message, and as output of the local host.</summary>
public sealed class LocalDestinations(string folder, TextWriter output) : IDestinations
{
    private static readonly IReadOnlyList<string> Names = ["ops", "incidents"];
    private readonly Lock _gate = new();

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => Task.FromResult(Names);

    public async Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken)
    {
        if (!Names.Contains(post.Destination))
        {
            return Delivery.Failed($"there is no channel {post.Destination}.");
        }

        var line = $"{Timestamps.Text(post.At)} {post.By}: {Sanitizer.Line(post.Text.Replace("\\", "\\\\", StringComparison.Ordinal))}";
        var file = Path.Combine(folder, $"{post.Destination}.log");
        try
        {
            Append(file, line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Delivery.Failed($"the file {file} cannot be written.");
        }

        await output.WriteLineAsync($"[#{post.Destination}] {line}".AsMemory(), cancellationToken);
        return Delivery.Posted;
    }

    private void Append(string file, string line)
    {
        lock (_gate)
        {
            PrivateFiles.PrepareFolder(folder);
            using var writer = new StreamWriter(PrivateFiles.Open(file, FileMode.Append, FileAccess.Write, FileShare.Read));
            writer.Write(line + "\n");
        }
    }
}
