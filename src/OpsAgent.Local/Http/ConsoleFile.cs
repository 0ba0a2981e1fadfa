namespace OpsAgent.Local.Http;

/// <param name="ETag">Quoted, over the content.</param>
internal sealed record ConsoleFile(byte[] Content, string ContentType, string ETag);
