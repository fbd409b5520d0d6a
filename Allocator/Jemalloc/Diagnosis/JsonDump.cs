using System.Text;
using System.Text.Json;
using AllocSim.Simulator.Allocation.Diagnosis;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Reads the JSON that malloc_stats_print prints with the option J.</summary>
internal static class JsonDump
{
    /// <summary>Reads a dump.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static JemallocDump Read(DumpText text)
    {
        using JsonDocument document = Parse(text);
        JemallocDump dump = new();
        Read(Object(document.RootElement.GetProperty("jemalloc"), "jemalloc"), dump);
        return dump;
    }

    /// <summary>Reads the arenas of a dump one by one; none where they are only told together.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static IReadOnlyList<JemallocDump> ReadArenas(DumpText text)
    {
        using JsonDocument document = Parse(text);
        JsonElement root = Object(document.RootElement.GetProperty("jemalloc"), "jemalloc");
        List<JemallocDump> all = [];
        foreach (JsonProperty arena in Arenas(root).Where(arena => char.IsAsciiDigit(arena.Name.FirstOrDefault())))
        {
            JemallocDump dump = new();
            ReadArena(arena, root, dump);
            all.Add(dump);
        }

        return all;
    }

    // What follows the JSON, as the next lines of a log, is not looked at.
    private static JsonDocument Parse(DumpText text)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(text.Text), new JsonReaderOptions { AllowTrailingCommas = true });
        try
        {
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw new FormatException(FormattableString.Invariant($"line {e.LineNumber + text.FirstLine}, byte {e.BytePositionInLine + 1}: the JSON is damaged or cut off; it ends with the brace that closes its first one"), e);
        }
    }

    private static JsonElement Object(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object ? element : throw new FormatException($"'{name}' is no object in braces, as malloc_stats_print writes it: the JSON is damaged");

    private static IEnumerable<JsonProperty> Arenas(JsonElement root)
        => root.TryGetProperty("stats.arenas", out JsonElement arenas) ? Object(arenas, "stats.arenas").EnumerateObject() : [];

    private static JsonElement[] List(JsonElement map, string name)
        => map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static void Read(JsonElement root, JemallocDump dump)
    {
        dump.Version = root.TryGetProperty("version", out JsonElement version) ? version.ToString() : "";
        dump.HasTimes = !(dump.Version.StartsWith("5.", StringComparison.Ordinal) && dump.Version.Length > 2 && dump.Version[2] >= '2');
        foreach (JsonProperty option in Entries(root, "opt"))
        {
            dump.Options[option.Name] = option.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? option.Value.GetBoolean() ? "true" : "false" : option.Value.ToString();
        }

        TakeNumbers(root, "arenas", dump);
        TakeNumbers(root, "stats", dump);
        JsonElement stats = root.TryGetProperty("stats", out JsonElement told) ? told : default;
        if (Entries(stats, "background_thread").Any(figure => figure is { Name: "num_threads", Value.ValueKind: JsonValueKind.Number } && Figure(figure) > 0))
        {
            // Switched on while the program ran.
            dump.Options["background_thread"] = "true";
        }

        // Where all arenas are told together, those told one by one would count twice; what destroyed ones had is in neither.
        bool isMerged = Arenas(root).Any(arena => arena.Name == "merged");
        foreach (JsonProperty arena in Arenas(root).Where(arena => isMerged ? arena.Name == "merged" : arena.Name != "destroyed"))
        {
            ReadArena(arena, root, dump);
        }

        foreach (JsonProperty mutex in Entries(stats, "mutexes"))
        {
            dump.Add(Mutex(mutex.Name, mutex.Value, dump));
        }
    }

    private static void ReadArena(JsonProperty told, JsonElement root, JemallocDump dump)
    {
        JsonElement arena = Object(told.Value, "stats.arenas." + told.Name);
        dump.HasArenas = true;
        foreach (JsonProperty figure in arena.EnumerateObject().Where(figure => figure.Value.ValueKind == JsonValueKind.Number && figure.Name is not ("mapped" or "retained" or "resident" or "metadata_thp")))
        {
            dump.Add(figure.Name, Figure(figure));
        }

        foreach (JsonProperty mutex in Entries(arena, "mutexes"))
        {
            dump.Add(Mutex(mutex.Name, mutex.Value, dump));
        }

        foreach (string kind in (string[])["small", "large", "huge"])
        {
            if (arena.TryGetProperty(kind, out JsonElement all))
            {
                string name = kind == "small" ? kind : "large";
                dump.Add(name + "_allocated", Number(all, "allocated"));
                dump.Add(name + "_nmalloc", Number(all, "nmalloc"));
            }
        }

        JsonElement general = root.TryGetProperty("arenas", out JsonElement found) ? found : default;
        ReadLarge(arena, general, dump);
        ReadBins(arena, List(general, "bin"), dump);
    }

    // Before 5.0 there were two kinds of them.
    private static void ReadLarge(JsonElement arena, JsonElement general, JemallocDump dump)
    {
        foreach ((string rows, string classes, string count) in ((string, string, string)[])[("lextents", "lextent", "curlextents"), ("lruns", "lrun", "curruns"), ("hchunks", "hchunk", "curhchunks")])
        {
            JsonElement[] sizes = List(general, classes);
            dump.HasLarge |= arena.TryGetProperty(rows, out _) && sizes.Length > 0;
            dump.Add("large_count", List(arena, rows).Sum(each => Number(each, count)));
            foreach ((JsonElement each, JsonElement size) in List(arena, rows).Zip(sizes))
            {
                dump.Add(new DumpedLarge(Number(size, "size"), Number(each, "nrequests") is > 0 and double requests ? requests : Number(each, "nmalloc"), Number(each, count)));
            }
        }
    }

    private static void ReadBins(JsonElement arena, JsonElement[] classes, JemallocDump dump)
    {
        dump.HasBins |= arena.TryGetProperty("bins", out _) && classes.Length > 0;
        foreach ((JsonElement bin, JsonElement size) in List(arena, "bins").Zip(classes))
        {
            double slabs = Number(bin, "curslabs") + Number(bin, "curruns");
            DumpedMutex mutex = Mutex("bins", bin.ValueKind == JsonValueKind.Object && bin.TryGetProperty("mutex", out JsonElement counters) ? counters : default, dump);
            dump.Add(new DumpedBin(Number(size, "size"), Number(size, "nregs"), slabs, Number(bin, "curregs"), Number(bin, "nrequests"), Number(bin, "nfills"), Number(bin, "nflushes"), mutex.Waits, mutex.WaitNs) { Allocations = Number(bin, "nmalloc") });
        }
    }

    private static DumpedMutex Mutex(string name, JsonElement mutex, JemallocDump dump) => dump.HasTimes
        ? new(name, Number(mutex, "num_ops"), Number(mutex, "num_wait"), Number(mutex, "total_wait_time"), Number(mutex, "max_wait_time"))
        : new(name, Number(mutex, "num_ops"), Number(mutex, "num_spin_acq"), 0, 0);

    private static void TakeNumbers(JsonElement root, string name, JemallocDump dump)
    {
        foreach (JsonProperty figure in Entries(root, name))
        {
            if (figure.Value.ValueKind == JsonValueKind.Number)
            {
                dump.Figures[figure.Name] = Figure(figure);
            }
            else if (JemallocLaws.Totals.Contains(figure.Name))
            {
                DumpText.Figure(figure.Value.ToString(), $"'{figure.Name}'");
            }
        }
    }

    private static IEnumerable<JsonProperty> Entries(JsonElement root, string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : [];

    private static double Number(JsonElement map, string name)
        => map.ValueKind != JsonValueKind.Object || !map.TryGetProperty(name, out JsonElement value) ? 0
            : value.ValueKind == JsonValueKind.Number ? DumpText.Figure(value.GetDouble(), $"'{name}'")
            : DumpText.Figure(value.ToString(), $"'{name}'");

    // What decides when pages go back can be -1, which is never.
    private static double Figure(JsonProperty figure)
        => DumpText.Figure(figure.Value.GetDouble(), $"'{figure.Name}'", figure.Name.EndsWith("_decay_ms", StringComparison.Ordinal) || figure.Name is "decay_time" or "lg_dirty_mult" ? -1 : 0);
}
