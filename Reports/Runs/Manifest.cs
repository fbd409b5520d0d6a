using System.Text.Json;
using AllocSim.Simulator.Machine;

namespace AllocSim.Reports.Runs;

/// <summary>Writes manifest.json: what was run, with which options, and which version of the files this is.</summary>
public static class Manifest
{
    /// <summary>Version of the files that a run leaves; grows by one when a column changes its meaning or goes.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the manifest of a run to a stream, which stays open.</summary>
    public static void Write(Stream output, RunResult run)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        RunDescription description = run.Description;
        json.WriteStartObject();
        json.WriteNumber("schema", SchemaVersion);
        json.WriteString("version", description.Version);
        json.WriteString("revision", description.Revision);
        json.WriteString("command", description.Command);
        json.WriteString("trace", description.Trace);
        json.WriteString("trace_sha256", description.TraceSha256);
        json.WriteNumber("operations", run.Summary.Operations);
        json.WriteString("policy", description.Policy);
        json.WriteString("conf", description.Conf);
        json.WriteString("size_classes", description.SizeClasses);
        json.WriteString("timing", description.Timing);
        json.WriteString("touch", description.Touch);
        WriteMachine(json, run.Machine);
        if (description.SimulatedTime.Count > 0)
        {
            Write(json, "simulated_time", description.SimulatedTime);
        }

        Write(json, "options", description.EffectiveOptions);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in values)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter json, MachineOptions machine)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("cpus", machine.CpuCount);
        json.WriteNumber("page_bytes", machine.PageSize);
        json.WriteString("mmap_top", $"0x{machine.MmapTop:x}");
        json.WriteString("brk_base", $"0x{machine.BreakBase:x}");
        json.WriteNumber("clock_origin_ns", machine.ClockOriginNs);
        json.WriteNumber("overcommit_memory", machine.OvercommitMemory);
        json.WriteString("transparent_huge_pages", machine.HugePages.ToString().ToLowerInvariant());
        json.WriteNumber("fail_mmap_from", machine.FailMmapFrom);
        json.WriteNumber("fail_mmap_count", machine.FailMmapFrom == 0 ? 0 : machine.FailMmapCount);
        json.WriteNumber("mapped_limit_bytes", machine.MappedLimitBytes);
        json.WriteNumber("mapping_limit", machine.MappingLimit);
        json.WriteNumber("resident_limit_bytes", machine.ResidentLimitBytes);

        // The blocks seed the threads' generators; without an environment file the fixed layout holds.
        json.WriteStartObject("thread_blocks");
        foreach ((int thread, ulong address) in (machine.ThreadBlocks ?? new Dictionary<int, ulong>()).OrderBy(block => block.Key))
        {
            json.WriteString(thread.ToString(System.Globalization.CultureInfo.InvariantCulture), $"0x{address:x}");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
