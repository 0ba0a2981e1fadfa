using System.Text;

namespace OpsAgent.StatesLanguage;

/// <summary>AWS's limits for a Standard machine.</summary>
internal static class Quotas
{
    public const int DataBytes = 262_144;
    public const int HistoryEvents = 25_000;
    public const int DefinitionBytes = 1_048_576;

    public static bool IsTooLarge(string data) =>
        data.Length > DataBytes || (data.Length > DataBytes / 4 && Encoding.UTF8.GetByteCount(data) > DataBytes);

    public static StateErrorException Exceeded(string stateOrTask) => new(ErrorNames.DataLimitExceeded, ExceededCause(stateOrTask), namesTheState: false);

    public static string ExceededCause(string stateOrTask) =>
        $"The state/task '{stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.";
}
