using OpsAgent.Core.Text;

namespace OpsAgent.Core.Audit;

/// <summary>The audit could not be written: the action that it was to record MUST NOT run.</summary>
public sealed class AuditWriteException(string message, Exception? inner = null) : Exception(Sanitizer.Text(message), inner);
