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
    [Fact(Explicit = true)]
    public void Wrong()
    {
        var phrases = Phrase.Read(File.ReadAllText("/tmp/h/dev2.json"));
        foreach (var p in phrases.Where(p => !Score.IsAsExpected(p)))
        {
            output.WriteLine($"[{p.Sense}] ({p.After}) {p.Say}\n      want {string.Join(" OR ", p.Readings.Select(r => string.Join(" + ", r.Select(e => e.ToString()))))}\n      got  {Score.Describe(Score.Read(p.Say, p.After))}");
        }
        output.WriteLine($"right {phrases.Count(Score.IsAsExpected)} of {phrases.Count}");
    }
}
