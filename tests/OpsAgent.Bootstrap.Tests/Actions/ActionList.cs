namespace OpsAgent.Bootstrap.Tests.Actions;

/// <summary>The committed list of AWS actions, and how a difference is told.</summary>
internal static class ActionList
{
    private const string Header =
        """
        # Every AWS action that each function was seen to call.
        #
        # Written by OpsAgent.Bootstrap.Tests (StoriesTests): the native binary runs every function on a Lambda Runtime API
        # emulation, through the stories of tests/OpsAgent.Bootstrap.Tests/Stories, with moto as AWS and a recorder between.
        # The least-privilege proof reads this file: a role allows what stands here, through a reviewed map, and no more.
        #
        # One line for each: who, the call, and the resource where rights are given by its name.
        # - Who is the function whose role signs; Executor is the executor role, in a session that ExecuteAction opened.
        # - dynamodb:TransactWriteItems/PutItem is a put inside a transaction: IAM asks for dynamodb:PutItem on that table.
        # - The environment is called "test".
        #
        # To accept a difference: RECORD=true dotnet test --project tests/OpsAgent.Bootstrap.Tests, and review the diff.

        """;

    private static readonly string File = Path.Combine(Binary.Root, "tests", "OpsAgent.Bootstrap.Tests", "aws-actions.txt");

    /// <summary>Compares with the file, or with RECORD=true in the environment writes it.</summary>
    public static void Hold(IReadOnlySet<string> seen)
    {
        string[] now = [.. seen.Order(StringComparer.Ordinal)];
        var text = Header + string.Join('\n', now) + "\n";
        if (Environment.GetEnvironmentVariable("RECORD") == "true")
        {
            System.IO.File.WriteAllText(File, text);
        }

        var listed = System.IO.File.ReadAllText(File);
        string[] before = [.. listed.Split('\n').Where(l => l.Length > 0 && l[0] != '#')];
        string[] difference = [.. now.Except(before).Select(l => $"+ {l}"), .. before.Except(now).Select(l => $"- {l}")];
        Assert.True(
            listed == text,
            $"The functions call other AWS actions than aws-actions.txt says (+ new, - not seen any more):\n{string.Join('\n', difference)}\n"
            + "If that is meant: RECORD=true dotnet test --project tests/OpsAgent.Bootstrap.Tests writes it; then give or take the rights in the roles.");
    }
}
