using System.Text.Json;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Reads the JSON that malloc_stats_print prints with the option J.</summary>
internal static class JsonDump
{
    /// <summary>Reads a dump.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static JemallocDump Read(string text)
    {
        try
        {
            using JsonDocument document = Parse(text);
            JemallocDump dump = new();
            if (document.RootElement.TryGetProperty("jemalloc", out JsonElement root))
            {
                Read(root, dump);
            }

            return dump;
        }
        catch (JsonException e)
        {
            throw new FormatException(FormattableString.Invariant($"line {e.LineNumber + 1}: the JSON is damaged or cut off"), e);
        }
    }

    /// <summary>Reads the arenas of a dump one by one; none where they are only told together.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static IReadOnlyList<JemallocDump> ReadArenas(string text)
    {
        try
        {
            using JsonDocument document = Parse(text);
            if (!document.RootElement.TryGetProperty("jemalloc", out JsonElement root) || !root.TryGetProperty("stats.arenas", out JsonElement arenas))
            {
                return [];
            }

            (JsonElement[] bins, JsonElement[] large) = Classes(root);
            List<JemallocDump> all = [];
            foreach (JsonProperty arena in arenas.EnumerateObject().Where(arena => char.IsAsciiDigit(arena.Name[0])))
            {
                JemallocDump dump = new();
                ReadArena(arena.Value, bins, large, dump);
                all.Add(dump);
            }

            return all;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the JSON is damaged or cut off", e);
        }
    }

    private static JsonDocument Parse(string text)
        => JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)], new JsonDocumentOptions { AllowTrailingCommas = true });

    private static (JsonElement[] Bins, JsonElement[] Large) Classes(JsonElement root)
    {
        JsonElement general = root.TryGetProperty("arenas", out JsonElement found) ? found : default;
        return (List(general, "bin"), List(general, "lextent"));
    }

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
        if (!root.TryGetProperty("stats.arenas", out JsonElement arenas))
        {
            return;
        }

        bool isMerged = arenas.TryGetProperty("merged", out _);
        (JsonElement[] bins, JsonElement[] large) = Classes(root);
        foreach (JsonProperty arena in arenas.EnumerateObject().Where(arena => !isMerged || arena.Name == "merged"))
        {
            ReadArena(arena.Value, bins, large, dump);
        }

        foreach (JsonProperty mutex in root.TryGetProperty("stats", out JsonElement stats) ? Entries(stats, "mutexes") : [])
        {
            dump.Mutexes.Add(Mutex(mutex.Name, mutex.Value, dump));
        }
    }

    private static void ReadArena(JsonElement arena, JsonElement[] classes, JsonElement[] largeClasses, JemallocDump dump)
    {
        foreach (JsonProperty figure in arena.EnumerateObject().Where(figure => figure.Value.ValueKind == JsonValueKind.Number && figure.Name is not ("mapped" or "retained" or "resident" or "metadata_thp")))
        {
            dump.Add(figure.Name, figure.Value.GetDouble());
        }

        foreach (JsonProperty mutex in Entries(arena, "mutexes"))
        {
            dump.Mutexes.Add(Mutex(mutex.Name, mutex.Value, dump));
        }

        dump.Add("large_allocated", arena.TryGetProperty("large", out JsonElement large) ? Number(large, "allocated") : 0);
        dump.Add("large_count", arena.TryGetProperty("lextents", out JsonElement extents) ? extents.EnumerateArray().Sum(extent => Number(extent, "curlextents")) : 0);
        foreach ((JsonElement extent, JsonElement sizes) in List(arena, "lextents").Zip(largeClasses))
        {
            dump.Large.Add(new DumpedLarge(Number(sizes, "size"), Number(extent, "nrequests") is > 0 and double requests ? requests : Number(extent, "nmalloc"), Number(extent, "curlextents")));
        }

        int at = 0;
        foreach (JsonElement bin in arena.TryGetProperty("bins", out JsonElement list) ? list.EnumerateArray() : [])
        {
            if (at < classes.Length)
            {
                double slabs = Number(bin, "curslabs") + Number(bin, "curruns");
                DumpedMutex mutex = Mutex("bins", bin.TryGetProperty("mutex", out JsonElement counters) ? counters : default, dump);
                dump.Bins.Add(new DumpedBin(Number(classes[at], "size"), Number(classes[at], "nregs"), slabs, Number(bin, "curregs"), Number(bin, "nrequests"), Number(bin, "nfills"), Number(bin, "nflushes"), mutex.Waits, mutex.WaitNs) { Allocations = Number(bin, "nmalloc") });
            }

            at++;
        }
    }

    private static DumpedMutex Mutex(string name, JsonElement mutex, JemallocDump dump) => dump.HasTimes
        ? new(name, Number(mutex, "num_ops"), Number(mutex, "num_wait"), Number(mutex, "total_wait_time"), Number(mutex, "max_wait_time"))
        : new(name, Number(mutex, "num_ops"), Number(mutex, "num_spin_acq"), 0, 0);

    private static void TakeNumbers(JsonElement root, string name, JemallocDump dump)
    {
        foreach (JsonProperty figure in Entries(root, name).Where(figure => figure.Value.ValueKind == JsonValueKind.Number))
        {
            dump.Figures[figure.Name] = figure.Value.GetDouble();
        }
    }

    private static IEnumerable<JsonProperty> Entries(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : [];

    private static double Number(JsonElement map, string name) => map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}
