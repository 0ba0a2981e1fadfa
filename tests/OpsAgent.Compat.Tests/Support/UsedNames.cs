using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>The public names that a compiled assembly uses of other assemblies, from its metadata: what binds at run time.</summary>
internal static class UsedNames
{
    /// <returns>Types as <c>Namespace.Type</c>, members as <c>Namespace.Type.Member</c>; properties by their own name.</returns>
    public static IReadOnlySet<string> Of(string assemblyFile, IReadOnlySet<string> ofAssemblies)
    {
        using var stream = File.OpenRead(assemblyFile);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences)
        {
            if (NameOf(reader, handle, ofAssemblies) is { } type)
            {
                names.Add(type);
            }
        }

        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (OwnerOf(reader, member.Parent, ofAssemblies) is { } owner && Plain(reader.GetString(member.Name)) is { } name)
            {
                names.Add($"{owner}.{name}");
            }
        }

        return names;
    }

    private static string? OwnerOf(MetadataReader reader, EntityHandle parent, IReadOnlySet<string> ofAssemblies)
    {
        if (parent.Kind is HandleKind.TypeSpecification)
        {
            // A generic instance: 0x15 (GENERICINST), class or value type, then the type's coded index.
            var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (blob.ReadByte() != 0x15)
            {
                return null;
            }

            blob.ReadByte();
            parent = blob.ReadTypeHandle();
        }

        return parent.Kind is HandleKind.TypeReference ? NameOf(reader, (TypeReferenceHandle)parent, ofAssemblies) : null;
    }

    private static string? NameOf(MetadataReader reader, TypeReferenceHandle handle, IReadOnlySet<string> ofAssemblies)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)type.ResolutionScope, ofAssemblies) is { } outer ? $"{outer}+{name}" : null,
            HandleKind.AssemblyReference when ofAssemblies.Contains(
                reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)) => $"{reader.GetString(type.Namespace)}.{name}",
            _ => null,
        };
    }

    private static string? Plain(string member) =>
        member == ".ctor" || member == "Invoke" ? null
        : member.StartsWith("get_", StringComparison.Ordinal) || member.StartsWith("set_", StringComparison.Ordinal) || member.StartsWith("add_", StringComparison.Ordinal) ? member[4..]
        : member;
}
