namespace OpsAgent.Chat.Tests.Phrases;

public sealed class PhraseTests(ITestOutputHelper output)
{
    private const double Share = 0.9;

    [Theory]
    [InlineData("diagnostic")]
    [InlineData("write")]
    [InlineData("other")]
    public void Read_PhrasesOfTheCorpus_AreUnderstoodAsMeant(string sense)
    {
        var phrases = Phrase.All.Where(p => p.Sense == sense).ToList();
        var wrong = phrases.Where(p => !Score.IsAsExpected(p)).ToList();

        output.WriteLine($"{sense}: {phrases.Count - wrong.Count} of {phrases.Count}");
        Assert.True(wrong.Count <= phrases.Count * (1 - Share), $"{wrong.Count} of {phrases.Count}:\n{string.Join('\n', wrong.Select(p => $"{p.Say}\n  {Score.Describe(Score.Read(p.Say, p.After))}"))}");
    }

    // Against a set that is not in the repository: only shares are told.
    [Fact(Explicit = true)]
    public void Read_PhrasesThatAreKeptBack_Scored()
    {
        var phrases = Phrase.Read(File.ReadAllText(Environment.GetEnvironmentVariable("OPSAGENT_PHRASES") ?? throw new InvalidOperationException("OPSAGENT_PHRASES names the file.")));
        foreach (var sense in phrases.GroupBy(p => p.Sense))
        {
            output.WriteLine($"{sense.Key}: {sense.Count(Score.IsAsExpected)} of {sense.Count()}");
        }

        var share = phrases.Count(Score.IsAsExpected) / (double)phrases.Count;
        output.WriteLine($"all: {share:P1}");
        Assert.True(share >= Share, $"{share:P1}");
    }

    // A draft of what was not asked for is worse than none.
    [Fact]
    public void Read_AnyPhrase_DraftsNothingThatIsNotExpected()
    {
        var wrong = Phrase.All.Where(p => !Score.IsAsExpected(p) && Score.Read(p.Say, p.After).Any(i => i is Chat.Reading.Intent.MakeDraft)).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(p => $"{p.Say}\n  {Score.Describe(Score.Read(p.Say, p.After))}")));
    }

    // One message, without what AWS is asked: reported, since a shared machine's clock proves no bound.
    [Fact(Explicit = true)]
    public void Read_AnyPhrase_TakesThisLong()
    {
        var times = new List<double>();
        for (var round = 0; round < 11; round++)
        {
            foreach (var phrase in Phrase.All)
            {
                var begin = TimeProvider.System.GetTimestamp();
                Score.Read(phrase.Say, phrase.After);
                if (round > 0)
                {
                    times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
                }
            }
        }

        times.Sort();
        output.WriteLine($"{times.Count} messages: median {times[times.Count / 2]:0.000} ms, p99 {times[times.Count * 99 / 100]:0.000} ms, longest {times[^1]:0.000} ms");
        Assert.NotEmpty(times);
    }
}
