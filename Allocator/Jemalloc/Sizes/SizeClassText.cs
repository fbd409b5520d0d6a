using System.Globalization;
using System.Numerics;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Reads a choice of size classes from text: name:value pairs with commas between them, as in MALLOC_CONF; default or nothing for a default build.</summary>
internal static class SizeClassText
{
    /// <summary>The names that can stand there.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lg_quantum", "lg_ngroup", "small_min", "small_max", "list", "fit"];

    /// <summary>Reads a choice and checks it for a machine.</summary>
    /// <param name="text">Such as <c>lg_ngroup:3</c>, <c>fit:32</c> or <c>list:8:1|16:1|48:3</c> (bytes and slab pages).</param>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="errors">Takes what is wrong, a line each.</param>
    /// <param name="placeOf">Where the n-th class of a list stands; null to count them.</param>
    /// <returns>The choice; to be used only when nothing was wrong.</returns>
    public static SizeClassChoice Parse(string text, int pageSize, ICollection<string> errors, Func<int, string>? placeOf = null)
    {
        SizeClassChoice choice = SizeClassChoice.Default;
        int before = errors.Count;
        HashSet<string> seen = [];
        foreach (string pair in text is "" or "default" ? [] : text.Split(','))
        {
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? pair : pair[..colon];
            if (!seen.Add(name))
            {
                errors.Add($"size classes: {name} is given twice");
            }

            choice = Set(choice, name, colon < 0 ? "" : pair[(colon + 1)..], errors, placeOf);
        }

        if (errors.Count == before || choice.List.Count > 0)
        {
            CheckWhole(choice, pageSize, errors, placeOf ?? (i => string.Create(CultureInfo.InvariantCulture, $"size classes: class {i + 1} of the list")));
        }

        return choice;
    }

    private static SizeClassChoice Set(SizeClassChoice choice, string name, string value, ICollection<string> errors, Func<int, string>? placeOf)
    {
        switch (name)
        {
            case "lg_quantum":
                return choice with { LgQuantum = (int)Number(3, 6) };
            case "lg_ngroup":
                return choice with { LgNgroup = (int)Number(1, 4) };
            case "small_min":
                return choice with { SmallMin = (ulong)Number(8, 64) };
            case "small_max":
                return choice with { SmallMax = (ulong)Number(8, (long)SizeClassChoice.SmallLimit) };
            case "fit":
                return choice with { FitCount = (int)Number(1, SizeClassChoice.SmallCountLimit) };
            case "list":
                return choice with { List = ReadList(value, errors, placeOf) };
            default:
                errors.Add($"size classes: {name} is not known; expected {string.Join(", ", Names)}{NearestName.Question(name, Names)}");
                return choice;
        }

        long Number(long least, long most)
        {
            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
            {
                return number;
            }

            errors.Add(string.Create(CultureInfo.InvariantCulture, $"size classes: {name} '{value}': expected a whole number from {least} to {most}"));
            return least;
        }
    }

    private static SizeClass[] ReadList(string text, ICollection<string> errors, Func<int, string>? placeOf)
    {
        string[] entries = text.Split('|', StringSplitOptions.RemoveEmptyEntries);
        if (entries.Length == 0)
        {
            errors.Add("size classes: the list is empty; expected SIZE:PAGES|SIZE:PAGES|…");
        }

        SizeClass[] list = new SizeClass[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Split(':') is [var size, var pages]
                && ulong.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out ulong bytes)
                && int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                list[i] = new SizeClass(bytes, true, count);
            }
            else
            {
                errors.Add($"{placeOf?.Invoke(i) ?? "size classes"}: '{entries[i]}' is not a class; expected SIZE:PAGES, bytes and pages of its slab");
            }
        }

        return list;
    }

    private static void CheckWhole(SizeClassChoice choice, int pageSize, ICollection<string> errors, Func<int, string> placeOf)
    {
        int before = errors.Count;
        ulong quantum = 1UL << choice.LgQuantum;
        if (!BitOperations.IsPow2(choice.SmallMin) || choice.SmallMin > quantum)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"size classes: small_min {choice.SmallMin} is not a power of two from 8 to the quantum, {quantum} B"));
        }

        if (choice.List.Count > 0 && (choice.FitCount > 0 || choice.SmallMax > 0 || choice.SmallMin != 8))
        {
            errors.Add("size classes: a list says all of small_min, small_max and fit; give it with lg_quantum and lg_ngroup only");
        }

        if (errors.Count > before)
        {
            return;
        }

        foreach (string error in SizeClassList.Errors(choice.List, choice.Geometry(pageSize), placeOf))
        {
            errors.Add(error);
        }

        // What is fitted needs no class of that size, only a limit.
        if (choice is { SmallMax: > 0, FitCount: 0 } && errors.Count == before)
        {
            CheckSmallMax(choice, pageSize, errors);
        }
    }

    private static void CheckSmallMax(SizeClassChoice choice, int pageSize, ICollection<string> errors)
    {
        SizeClass[] all = SizeClassGenerator.Generate(choice.Geometry(pageSize));
        int at = Array.FindIndex(all, c => c.Size >= choice.SmallMax);
        if (all[at].Size != choice.SmallMax)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"size classes: small_max {choice.SmallMax} is not a size class; {(at > 0 ? $"{all[at - 1].Size} and " : "")}{all[at].Size} are the nearest"));
        }
    }
}
