using System.Reflection;
using System.Runtime.CompilerServices;

namespace AllocSim.Tests.House;

/// <summary>What a library shows to programs that use its package: a line for each public type, and below it one for each public or protected member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler writes for every record and every override says nothing of its own.
    private static readonly HashSet<string> Silent = ["ToString", "GetHashCode", "Equals", "Deconstruct", "PrintMembers", "op_Equality", "op_Inequality", "<Clone>$", "EqualityContract"];

    /// <summary>The lines, by type and member.</summary>
    public static IEnumerable<string> Of(Assembly assembly)
        => assembly.GetExportedTypes().OrderBy(Name, StringComparer.Ordinal).SelectMany(type => (IEnumerable<string>)[$"{Kind(type)} {Name(type)}", .. Members(type).Distinct().Order(StringComparer.Ordinal).Select(member => "  " + member)]);

    private static IEnumerable<string> Members(Type type)
    {
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            string? line = Silent.Contains(member.Name) || member.IsDefined(typeof(CompilerGeneratedAttribute)) ? null : member switch
            {
                ConstructorInfo made when IsSeen(made) => $"new({Parameters(made)})",
                FieldInfo field when field.IsPublic && !field.IsSpecialName => type.IsEnum ? field.Name : $"{field.Name}: {Name(field.FieldType)}",
                PropertyInfo property when IsSeen(property.GetMethod) || IsSeen(property.SetMethod) => $"{property.Name}{Index(property)}: {Name(property.PropertyType)} {{{(IsSeen(property.GetMethod) ? " get" : "")}{(IsSeen(property.SetMethod) ? " set" : "")} }}",
                EventInfo happening when IsSeen(happening.AddMethod) => $"event {happening.Name}",
                MethodInfo method when IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => $"{method.Name}{Generics(method)}({Parameters(method)}): {Name(method.ReturnType)}",
                _ => null,
            };
            if (line is not null)
            {
                yield return line;
            }
        }
    }

    private static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string Kind(Type type)
        => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(parameter => Name(parameter.ParameterType)))}]" : "";

    private static string Generics(MethodInfo method) => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is { } space && space.StartsWith("AllocSim", StringComparison.Ordinal) ? $"{space["AllocSim.".Length..]}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
