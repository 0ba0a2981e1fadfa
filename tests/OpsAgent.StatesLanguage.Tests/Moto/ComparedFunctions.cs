using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>The functions of the compared machines. Both engines call the same ones; an execution's name says which engine it is.</summary>
internal static class ComparedFunctions
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:";

    public static void Register(FakeLambda lambda, Func<string, StatesClient> engineOf)
    {
        var attempts = new ConcurrentDictionary<string, int>();
        On(lambda, "echo", payload => Task.FromResult(new FakeLambda.Answer(payload)));
        On(lambda, "nothing", _ => Task.FromResult(new FakeLambda.Answer("null")));
        On(lambda, "fail", _ => Task.FromResult(new FakeLambda.Answer("""{"errorMessage":"no","errorType":"Boom"}""", FunctionError: true)));
        On(lambda, "slow", async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            return new("null");
        });
        On(lambda, "flaky", payload =>
        {
            var fields = JsonNode.Parse(payload)!;
            var attempt = attempts.AddOrUpdate(fields["key"]!.GetValue<string>(), 1, (_, known) => known + 1);
            return Task.FromResult(attempt <= fields["times"]!.GetValue<int>()
                ? new FakeLambda.Answer("""{"errorMessage":"later","errorType":"Busy"}""", FunctionError: true)
                : new FakeLambda.Answer($$"""{"attempts":{{attempt}},"count":{{fields["count"].ToJsonText()}} }"""));
        });
        On(lambda, "notify", payload =>
        {
            var fields = JsonNode.Parse(payload)!;
            _ = CallBackAsync(engineOf(fields["who"]!.GetValue<string>()), fields["token"]!.GetValue<string>(), fields["do"]!.GetValue<string>());
            return Task.FromResult(new FakeLambda.Answer("\"notified\""));
        });
    }

    private static void On(FakeLambda lambda, string name, Func<string, Task<FakeLambda.Answer>> answer)
    {
        lambda.OnAsync(name, answer);
        lambda.OnAsync(Arn + name, answer);
    }

    // After the function's own answer, so that both engines record it first; moto's clock cannot be driven.
    private static async Task CallBackAsync(StatesClient engine, string token, string what)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        if (what == "beat and succeed")
        {
            await engine.OkAsync("SendTaskHeartbeat", new JsonObject { ["taskToken"] = token });
            what = "succeed";
        }

        var (operation, fields) = what switch
        {
            "succeed" => ("SendTaskSuccess", new JsonObject { ["output"] = """{"decision":"approved"}""" }),
            "fail" => ("SendTaskFailure", new JsonObject { ["error"] = "Denied", ["cause"] = "no" }),
            "fail silently" => ("SendTaskFailure", []),
            _ => ("", []),
        };
        fields["taskToken"] = token;
        if (operation.Length > 0)
        {
            await engine.OkAsync(operation, fields);
        }
    }
}
