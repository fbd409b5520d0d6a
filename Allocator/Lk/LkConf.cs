using System.Globalization;
using System.Numerics;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Lk;

/// <summary>Reads the model's options: name:value, split by commas. Sizes are bytes, or take K or M behind.</summary>
internal static class LkConf
{
    private const int SubheapsMax = 4096;
    private const ulong RegionMin = 64 << 10;
    private const ulong RegionMax = 64 << 20;
    private const ulong MapAboveMax = 1 << 30;

    private static readonly string[] Names = ["subheaps", "assign", "locks", "region", "exact_max", "class_max", "map_above"];

    /// <summary>The options that a string sets. What is wrong in it changes nothing and is told.</summary>
    /// <param name="conf">The options.</param>
    /// <param name="errors">Takes what is wrong, a line each.</param>
    public static LkOptions Parse(string conf, ICollection<string> errors)
    {
        LkOptions options = new();
        HashSet<string> seen = [];
        foreach (string part in conf.Length == 0 ? [] : conf.Split(','))
        {
            string[] halves = part.Split(':', 2);
            if (!Names.Contains(halves[0]))
            {
                errors.Add($"{part}: lkmalloc has no option {halves[0]}; it takes name:value with {string.Join(", ", Names)}{NearestName.Question(halves[0], Names)}");
            }
            else if (!seen.Add(halves[0]))
            {
                errors.Add($"{halves[0]} is given twice");
            }
            else
            {
                options = Apply(options, halves[0], halves.Length == 2 ? halves[1] : "", errors);
            }
        }

        CheckTogether(options, errors);
        return options;
    }

    /// <summary>Errors, and each option with the value it ends up with.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> errors = [];
        LkOptions options = Parse(conf, errors);
        return new OptionCheck(errors, [], Effective(options));
    }

    private static LkOptions Apply(LkOptions options, string name, string value, ICollection<string> errors)
    {
        switch (name)
        {
            case "subheaps":
                return options with { Subheaps = (int)Number(name, value, 1, SubheapsMax, isPower: false, errors) };
            case "assign":
                return options with { Assignment = Choice(name, value, ["hash", "round_robin"], errors) == 1 ? LkAssignment.RoundRobin : LkAssignment.Hash };
            case "locks":
                return options with { LocksLists = Choice(name, value, ["subheaps", "lists"], errors) == 1 };
            case "region":
                return options with { RegionBytes = Number(name, value, RegionMin, RegionMax, isPower: true, errors) };
            case "exact_max":
                return options with { ExactMax = Number(name, value, 64, 4096, isPower: true, errors) };
            case "class_max":
                return options with { ClassMax = Number(name, value, 64, RegionMax / 2, isPower: true, errors) };
            default:
                return options with { MapAbove = Number(name, value, 64, MapAboveMax, isPower: false, errors) };
        }
    }

    private static void CheckTogether(LkOptions options, ICollection<string> errors)
    {
        if (errors.Count > 0)
        {
            return;
        }

        Require(options.ClassMax >= options.ExactMax, $"class_max is {options.ClassMax} and exact_max {options.ExactMax}; the former must not be less", errors);
        Require(options.ClassMax <= options.RegionBytes / 2, $"class_max is {options.ClassMax} and region {options.RegionBytes}; the former must be at most half of the latter", errors);
        Require(options.MapAbove >= options.ClassMax, $"map_above is {options.MapAbove} and class_max {options.ClassMax}; the former must not be less", errors);
        Require(!options.LocksLists || options.Subheaps <= 1, $"locks:lists is one heap, so that subheaps:{options.Subheaps} cannot go with it", errors);
    }

    private static void Require(bool holds, string otherwise, ICollection<string> errors)
    {
        if (!holds)
        {
            errors.Add(otherwise);
        }
    }

    private static ulong Number(string name, string value, ulong least, ulong most, bool isPower, ICollection<string> errors)
    {
        int shift = value.Length == 0 ? 0 : value[^1] switch
        {
            'K' => 10,
            'M' => 20,
            _ => 0,
        };
        bool isNumber = ulong.TryParse(shift == 0 ? value : value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
        ulong bytes = number << shift;
        if (!isNumber || number > most || bytes < least || bytes > most || (isPower && !BitOperations.IsPow2(bytes)))
        {
            errors.Add($"{name}:{value}: expected {(isPower ? "a power of two " : "")}from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");
            return least;
        }

        return bytes;
    }

    private static int Choice(string name, string value, string[] choices, ICollection<string> errors)
    {
        int choice = Array.IndexOf(choices, value);
        if (choice < 0)
        {
            errors.Add($"{name}:{value}: expected {string.Join(" or ", choices)}{NearestName.Question(value, choices)}");
        }

        return choice;
    }

    private static KeyValuePair<string, string>[] Effective(LkOptions options)
    {
        return
        [
            new("subheaps", options.LocksLists ? "1" : options.Subheaps == 0 ? "2 x CPUs" : options.Subheaps.ToString(CultureInfo.InvariantCulture)),
            new("assign", options.Assignment == LkAssignment.Hash ? "hash" : "round_robin"),
            new("locks", options.LocksLists ? "lists" : "subheaps"),
            new("region", options.RegionBytes.ToString(CultureInfo.InvariantCulture)),
            new("exact_max", options.ExactMax.ToString(CultureInfo.InvariantCulture)),
            new("class_max", options.ClassMax.ToString(CultureInfo.InvariantCulture)),
            new("map_above", options.MapAbove.ToString(CultureInfo.InvariantCulture)),
        ];
    }
}
