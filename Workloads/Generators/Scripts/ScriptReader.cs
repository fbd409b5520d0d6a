using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Reads the steps of a script.</summary>
internal sealed class ScriptReader(int threads)
{
    private const string Known = "known are allocate, free, resize, idle, repeat, control, stats, exit";

    private readonly List<string> _controls = [];
    private readonly List<string> _filled = [];
    private readonly List<(ModelNode Step, string Set)> _used = [];

    /// <summary>Names of the controls that the script calls.</summary>
    public IReadOnlyList<string> Controls => _controls;

    /// <summary>Reads the whole script: "steps", a list of fields that name a step each.</summary>
    /// <exception cref="ModelException">A step is wrong, or takes objects of a set that no step fills.</exception>
    public IReadOnlyList<IScriptStep> Read(ModelNode parent)
    {
        IReadOnlyList<IScriptStep> steps = ReadSteps(parent);
        foreach ((ModelNode step, string set) in _used)
        {
            if (!_filled.Contains(set))
            {
                throw step.Wrong($"no step fills {NameOf(set)}; {(_filled.Count == 0 ? "an allocate step is needed" : "filled are " + string.Join(", ", _filled.Distinct().Select(NameOf)))}");
            }
        }

        return steps;
    }

    private static string NameOf(string set) => set.Length == 0 ? "the set without a name" : $"set '{set}'";

    private static string SetOf(ModelNode step) => step.Find("set")?.Text() ?? "";

    private IReadOnlyList<IScriptStep> ReadSteps(ModelNode parent)
    {
        ModelNode list = parent.Get("steps");
        IScriptStep[] steps = [.. list.Items().Select(ReadStep)];
        return steps.Length > 0 ? steps : throw list.Wrong("a list of steps is needed; " + Known);
    }

    private IScriptStep ReadStep(ModelNode node)
    {
        IReadOnlyList<string> fields = node.Fields();
        if (fields.Count != 1)
        {
            throw node.Wrong("a step is one field such as 'idle: 10s'; " + Known);
        }

        ModelNode step = node.Get(fields[0]);
        switch (fields[0])
        {
            case "allocate":
                _filled.Add(SetOf(step));
                break;
            case "free" or "resize":
                _used.Add((step, SetOf(step)));
                break;
        }

        return fields[0] switch
        {
            "allocate" => new AllocateStep(step, threads),
            "free" => new FreeStep(step, threads),
            "resize" => new ResizeStep(step, threads),
            "idle" => new IdleStep(step),
            "repeat" => new RepeatStep(ReadSteps(step), (long)step.Get("times").Number(1, 1e12)),
            "control" => ReadControl(step),
            "stats" => new MarkStep(ScriptThreads.Read(step, threads), (state, thread) => state.By(thread).Stats()),
            "exit" => new MarkStep(ScriptThreads.Read(step, threads), (state, thread) => state.Exit(thread)),
            var name => throw node.Wrong($"{name} is no step; {Known}"),
        };
    }

    private MarkStep ReadControl(ModelNode node)
    {
        string name = node.Get("name").Text();
        string type = node.Get("type").Text();
        CtlMode mode = TextVerbs.TypeOf(type) ?? throw node.Wrong($"type '{type}' is not known; known are void, u32, u64, bool");
        ulong value = 0;
        if (node.Find("value") is { } given)
        {
            mode |= CtlMode.Write;
            value = (mode & CtlMode.TypeMask) == CtlMode.Bool ? (given.Flag() ? 1UL : 0) : (ulong)(long)given.Number(-1, 1L << 53);
        }

        int index = _controls.IndexOf(name);
        if (index < 0)
        {
            index = _controls.Count;
            _controls.Add(name);
        }

        return new MarkStep(ScriptThreads.Read(node, threads), (state, thread) => state.By(thread).Control(index, mode, value));
    }
}
