using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.ApplicationAutoScaling;
using Amazon.BedrockRuntime;
using Amazon.CloudTrail;
using Amazon.CloudWatch;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.TestUtilities;
using Amazon.SimpleNotificationService;
using Amazon.StepFunctions;
using OpsAgent.Compat.Tests.Support;

using Type = System.Type;

namespace OpsAgent.Compat.Tests;

/// <summary>
/// compat/surface.txt names what the published packages are known to have, from their documentation and not from the
/// stand-ins. A stand-in has nothing else; a published package (AwsPackages=published) has all of it.
/// </summary>
public sealed class SurfaceTests
{
    internal static readonly HashSet<string> Known = [.. ReadList()];

    public static TheoryData<string> Packages =>
    [
        Name<IAmazonApplicationAutoScaling>(),
        Name<IAmazonBedrockRuntime>(),
        Name<IAmazonCloudTrail>(),
        Name<IAmazonCloudWatch>(),
        Name<IAmazonECS>(),
        Name<IAmazonElasticLoadBalancingV2>(),
        Name<IAmazonSimpleNotificationService>(),
        Name<IAmazonStepFunctions>(),
        Name<ILambdaContext>(),
        Name<APIGatewayProxyRequest>(),
        Name<AwsNamingPolicy>(),
        Name<TestLambdaContext>(),
        Name<LambdaBootstrap>(),
    ];

    [Fact]
    public void List_AsCommitted_IsSortedWithoutDoubles() =>
        Assert.Equal(ReadList().Distinct().Order(StringComparer.Ordinal), ReadList());

    [Theory]
    [MemberData(nameof(Packages))]
    public void StandIn_InAllItsPublicNames_HasOnlyWhatThePublishedPackageHas(string package)
    {
        var assembly = Assembly.Load(package);
        Assert.SkipUnless(StandIn.Is(assembly), $"{package} is the published package here");

        Assert.Empty(Surface(assembly).Except(Known));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void List_OfAPackage_IsAllThere(string package)
    {
        var listed = Known.Where(name => BelongsTo(package, name)).ToArray();

        Assert.NotEmpty(listed);
        Assert.Empty(listed.Except(Surface(Assembly.Load(package))));
    }

    private static bool BelongsTo(string package, string name) => name.StartsWith(
        package.StartsWith("AWSSDK.", StringComparison.Ordinal) ? $"Amazon.{package["AWSSDK.".Length..]}." : $"{package}.", StringComparison.Ordinal);

    private static IEnumerable<string> Surface(Assembly assembly) => assembly.GetExportedTypes().SelectMany(static type =>
        Members(type).Select(member => $"{type.FullName}.{member}").Append(type.FullName!)).Distinct();

    private static IEnumerable<string> Members(Type type) => typeof(Delegate).IsAssignableFrom(type)
        ? []
        : type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(IsVisible)
            .Select(static member => member.Name);

    /// <summary>Whether code of another assembly can name it.</summary>
    internal static bool IsVisible(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member switch
    {
        MethodBase { IsConstructor: true } => false,
        MethodBase method => IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsSeen),
        EventInfo @event => IsSeen(@event.AddMethod!),
        _ => false,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Name<T>() => typeof(T).Assembly.GetName().Name!;

    private static List<string> ReadList()
    {
        using var stream = typeof(SurfaceTests).Assembly.GetManifestResourceStream("surface.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
