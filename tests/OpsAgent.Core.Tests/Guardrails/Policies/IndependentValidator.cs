using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails.Policies;

/// <summary>Python's jsonschema, which knows nothing of how we read the published schema: one process, a line of JSON for each question.</summary>
public sealed class IndependentValidator : IDisposable
{
    private const string Program =
        """
        import json, sys
        import jsonschema
        validator = jsonschema.Draft202012Validator(json.loads(sys.stdin.readline()))
        for line in sys.stdin:
            print("valid" if validator.is_valid(json.loads(line)) else "invalid", flush=True)
        """;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly Lock _gate = new();
    private Process? _process;

    /// <summary>Skips the running test where there is no Python with jsonschema.</summary>
    public bool IsValid(string json)
    {
        lock (_gate)
        {
            var process = _process ??= Start();
            process.StandardInput.WriteLine(OnOneLine(json));
            process.StandardInput.Flush();
            return process.StandardOutput.ReadLine() switch
            {
                "valid" => true,
                "invalid" => false,
                var said => throw new InvalidOperationException($"The validator said {said ?? "nothing"} of {json}"),
            };
        }
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process?.StandardInput.Dispose();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardInput = true, StandardInputEncoding = Utf8, StandardOutputEncoding = Utf8 };
        var process = ExternalTool.Start(start, "jsonschema");
        // Nobody reads what it complains of, and a full pipe would hold it.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using var schema = typeof(Core.Guardrails.Policies.WritePolicy).Assembly.GetManifestResourceStream("policy-schema.json")!;
        using var reader = new StreamReader(schema, Utf8);
        process.StandardInput.WriteLine(OnOneLine(reader.ReadToEnd()));
        return process;
    }

    private static string OnOneLine(string json) => JsonNode.Parse(json)?.ToJsonString() ?? "null";
}
