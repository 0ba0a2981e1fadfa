using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary>AWS's quotas for Standard workflows.</summary>
internal static class Quotas
{
    public const int MaxDataBytes = 262_144;
    public const int MaxHistoryEvents = 25_000;
    public const int MaxDefinitionBytes = 1_048_576;

    public static bool IsTooLarge(string data) =>
        data.Length > MaxDataBytes || (data.Length > MaxDataBytes / 4 && Encoding.UTF8.GetByteCount(data) > MaxDataBytes);

    public static StateErrorException Exceeded(string stateOrTask) => new(ErrorNames.DataLimitExceeded, ExceededCause(stateOrTask), includesState: false);

    public static string ExceededCause(string stateOrTask) =>
        $"The state/task '{stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.";
}
