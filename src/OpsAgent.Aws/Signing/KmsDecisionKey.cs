using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals.Signatures;

namespace OpsAgent.Aws.Signing;

/// <summary>
/// Signs by a key of AWS KMS (ECC_NIST_P256, SIGN_VERIFY), which the process never has, and reads its public half once for each
/// process. What may sign is said by the key's own policy.
/// </summary>
public sealed class KmsDecisionKey(AwsClients clients, string keyArn) : ISigningKey, IVerificationKey, IDisposable
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private byte[]? _publicKey;

    public async Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // KMS hashes it, as whoever verifies does.
        using var message = new MemoryStream(content.ToArray(), writable: false);
        var answer = await AwsCall.RunAsync("kms:Sign", keyArn, () => clients.Kms.SignAsync(
            new SignRequest { KeyId = keyArn, Message = message, MessageType = MessageType.RAW, SigningAlgorithm = SigningAlgorithmSpec.ECDSA_SHA_256 },
            cancellationToken));
        return answer.Signature.ToArray();
    }

    public async Task<byte[]> ReadPublicKeyAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return _publicKey ??= (await AwsCall.RunAsync("kms:GetPublicKey", keyArn, () => clients.Kms.GetPublicKeyAsync(
                new GetPublicKeyRequest { KeyId = keyArn }, cancellationToken))).PublicKey.ToArray();
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}
