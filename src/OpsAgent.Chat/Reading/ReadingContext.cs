using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message is read with.</summary>
/// <param name="Memory">What was said before.</param>
/// <param name="Now">When it is read.</param>
/// <param name="Zone">In which its times are meant.</param>
/// <param name="Known">What the resource directory found of <see cref="Parser.NamesIn"/>; null where it could not be asked: then names stay as they are.</param>
public sealed record ReadingContext(Memory Memory, DateTimeOffset Now, TimeZoneInfo Zone, ResourceMatches? Known);
