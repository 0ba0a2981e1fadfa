using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.ChatServices;

/// <summary>What ChatWebhooks hands to ChatWorker: a verified request of a chat service, to be answered there.</summary>
/// <param name="Account">Whose request it is: verified by ChatWebhooks, which alone may invoke ChatWorker.</param>
/// <param name="Request">As it came.</param>
public sealed record ChatJob(string Account, SignedRequest Request);
