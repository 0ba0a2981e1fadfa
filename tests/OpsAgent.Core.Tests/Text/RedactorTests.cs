using System.Diagnostics;

using FsCheck.Xunit;

using OpsAgent.Core.Text;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Text;

public sealed class RedactorTests
{
    private static readonly string[] Frames =
    [
        "{0}", "It fails with {0} since 08:50.", "({0})", "\n{0}\n", "see {0}, then restart", "{0}\r\nnext line", "\t{0}", "log: {0}", "a {0} b {0} c", "url=x {0}",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Text_ASecretInAnyPlace_HoldsNothingOfIt(string kind)
    {
        var secret = Corpus.Secrets.Single(s => s.Kind == kind);

        Assert.All(Frames, frame =>
        {
            var text = frame.Replace("{0}", secret.Text, StringComparison.Ordinal);

            var redacted = Redactor.Text(text);

            Assert.DoesNotContain(secret.Secret, redacted, StringComparison.Ordinal);
            Assert.Contains('[', redacted);
            Assert.Equal(redacted, Redactor.Text(redacted));
        });
    }

    [Theory]
    [MemberData(nameof(HarmlessTexts))]
    public void Text_NoSecret_IsAsItWas(string text)
    {
        Assert.Equal(text, Redactor.Text(text));
        Assert.Equal($"({text})\n{text}", Redactor.Text($"({text})\n{text}"));
    }

    [Theory]
    [InlineData("Post to https://hooks.slack.com/services/T0/B0/xyz now", "Post to https://hooks.slack.com/[redacted] now")]
    [InlineData("git clone https://alice:pw@git.example.com/x", "git clone https://[redacted]@git.example.com/x")]
    [InlineData("password=hunter2 user=alice", "password=[redacted] user=alice")]
    [InlineData("""{"token":"abc","user":"alice"}""", """{"token":[redacted]","user":"alice"}""")]
    [InlineData("approve-0123456789ABCDEFGHIJKLMNOPQRSTUV is mine", "[approval token] is mine")]
    public void Text_ASecretAmongWords_LeavesTheWords(string text, string redacted) => Assert.Equal(redacted, Redactor.Text(text));

    // The invisible character stands before the secret word, in it, in its value, or between a word and the secret.
    [Theory]
    [MemberData(nameof(InvisibleCharacters))]
    public void Text_AnInvisibleCharacterAnywhereInASecret_DoesNotHideIt(string invisible) => Assert.All(Corpus.Secrets, secret =>
    {
        var secretBegins = secret.Before.Length;
        for (var at = 0; at <= secret.Before.Length + secret.Secret.Length; at += at < secretBegins ? 1 : 3)
        {
            var text = $"x {secret.Text.Insert(at, invisible)} y";

            var redacted = Redactor.Text(text);

            Assert.DoesNotContain(secret.Secret, Seen(redacted), StringComparison.Ordinal);
            Assert.Equal(redacted, Redactor.Text(redacted));
        }
    });

    [Theory]
    [MemberData(nameof(InvisibleCharacters))]
    public void Text_ASecretFullOfInvisibleCharacters_IsRedacted(string invisible) => Assert.All(Corpus.Secrets, secret =>
    {
        var redacted = Redactor.Text(string.Join(invisible, secret.Text.ToCharArray().Select(c => c.ToString())));

        Assert.DoesNotContain(secret.Secret, Seen(redacted), StringComparison.Ordinal);
    });

    [Fact]
    public void Text_InvisibleCharactersBesideASecret_StayWhereTheyStood() => Assert.Equal(
        "\U0001F469\u200D\U0001F4BB pass\u200Dword=[redacted] \u0645\u200C\u062E [redacted]\u2764\uFE0F!",
        Redactor.Text("\U0001F469\u200D\U0001F4BB pass\u200Dword=hun\u200Cter2 \u0645\u200C\u062E AKIA\u200DIOSFODNN7EXAMPLE\u2764\uFE0F!"));

    [Fact]
    public void Text_WithoutASecret_KeepsItsInvisibleCharacters() => Assert.All(Corpus.Harmless, text =>
    {
        var woven = string.Join('\u200D', text.ToCharArray().Select(c => c.ToString()));

        Assert.Equal(woven, Redactor.Text(woven));
    });

    [Property(MaxTest = 1000)]
    public bool Text_InvisibleCharactersAnywhere_ChangesNothingElse(string? words, byte[] places)
    {
        var text = new string([.. (words ?? string.Empty).Where(c => c is >= ' ' and <= '~')]) + " password=hunter2 ok";
        var woven = places.Aggregate(text, (t, p) => t.Insert(p % (t.Length + 1), "\u200D"));

        var redacted = Redactor.Text(woven);

        return !Seen(redacted).Contains("hunter2", StringComparison.Ordinal) && Redactor.Text(redacted) == redacted;
    }

    [Fact]
    public void Value_UnderASecretNameWithAnInvisibleCharacter_ShowsNothing() =>
        Assert.All((string[])["pass\u200Dword", "password\u200B", "client\u034FSecret", "to\uFFFDken"], name => Assert.Equal("[redacted]", Redactor.Value(name, "anything")));

    [Fact]
    public void Value_UnderASecretName_ShowsNothing()
    {
        Assert.All(
            (string[])["password", "DB_PASSWORD", "clientSecret", "X-API-Key", "approval_token", "aws_secret_access_key", "Authorization", "sessionToken", "set-cookie"],
            name => Assert.Equal("[redacted]", Redactor.Value(name, "anything")));
        Assert.All(
            (string[])["tag_key", "plan_hash", "token_hash", "idempotency-key", "reason", "keyboard", "secretary"],
            name => Assert.Equal("anything", Redactor.Value(name, "anything")));
    }

    /// <summary>A pattern that tries again and again would take minutes for one of these.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Text_MadeToBeSlow_TakesNoLongerThanItsLength(string part, string end)
    {
        var text = string.Concat(Enumerable.Repeat(part, 200_000 / part.Length)) + end;
        var watch = Stopwatch.StartNew();

        _ = Redactor.Text(text);

        // A linear pattern takes far less than a second; the limit leaves room for a busy machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed} for {text.Length} characters");
    }

    private static string Seen(string text) => VisibleText.Stripped(text).Visible;

    public static TheoryData<string> InvisibleCharacters { get; } = ["\u200D", "\u200B", "\u034F", "\u00AD", "\u3164", "\uFE0F", "\uE000", "\uD800", "\uFFFD", "\u0007", "\U000E0041"];

    public static TheoryData<string> Secrets { get; } = [.. Corpus.Secrets.Select(s => s.Kind)];

    public static TheoryData<string> HarmlessTexts { get; } = [.. Corpus.Harmless];

    public static TheoryData<string, string> Hostile { get; } = new()
    {
        { "a", "://" }, { "a://", "" }, { "a.", "logic.azure.com" }, { "password", "" }, { "password=", "" }, { "password: \"", "" }, { "eyJaaaaa.", "" },
        { "eyJaaaaaaa", "" }, { "-----BEGIN PRIVATE KEY-----", "" }, { "Bearer ", "" }, { "Bearer aaaaaaaa", "" }, { "Aa1", "" }, { "AAAAKgAAAA", "" },
        { "?sig=", "" }, { "approve-", "" }, { "authorization: ", "" }, { "\\\"", "" }, { "--a", "password" }, { "A", "KIA" }, { "basic a", "" }, { "a-b.", "" },
    };
}
