namespace OpsAgent.Chat.Tests.Phrases;
public sealed class TempSay(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void Say()
    {
        foreach (var line in File.ReadAllLines("/tmp/h/say.txt"))
        {
            var p = line.Split('|', 2);
            output.WriteLine($"{p[^1]}\n      => {Score.Describe(Score.Read(p[^1], p.Length > 1 && p[0].Length > 0 ? p[0] : null))}");
        }
    }
}
