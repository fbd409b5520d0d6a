using System.Text.Json;
using AllocSim.Cli;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>Every form of inspect for every policy: a result, or one line that says why there is none.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class EveryFormTests
{
    private const string Moment = "8";

    private static readonly string Trace = Path.Combine(Repository.Root, "traces/tiny.txt.gz");

    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    private static string[] AllViews { get; } = [.. PolicyRegistry.Standard.All.SelectMany(policy => policy.Views).SelectMany(view => (string[])[view.Name, .. view.Aliases]).Distinct()];

    [TestCaseSource(nameof(Policies))]
    public void AView_IsATable_Json_OrCsv_AndOneThatAPolicyLacksIsOneLine(string policy)
    {
        using TemporaryDirectory directory = new();
        Policy chosen = PolicyRegistry.Standard.Find(policy)!;
        foreach (string name in AllViews)
        {
            bool isThere = chosen.Views.Any(view => view.Name == name || view.Aliases.Contains(name));
            CommandRun text = Look(policy, $"--{name}");
            CommandRun json = Look(policy, $"--{name}", "--json");
            CommandRun csv = Look(policy, $"--{name}", "--out", directory["csv"]);
            Assert.That((text.ExitCode, json.ExitCode, csv.ExitCode), Is.EqualTo(isThere ? (0, 0, 0) : (1, 1, 1)), name);
            if (isThere)
            {
                Assert.That(text.Output, Does.Contain($"after operation {Moment}: "));
                Assert.That(Json(json)["rows"].ValueKind, Is.EqualTo(JsonValueKind.Array));
            }
            else
            {
                Assert.That(Look(policy, $"--{name}", "--range", "0x600000000000+1M", "--arena", "0").Error, Does.StartWith($"allocsim: --{name}: {policy} has no such view; it has --"));
            }
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void AChoiceAmongRows_LeavesRows_OrSaysWhichThereAre(string policy)
    {
        string[] options = [.. PolicyRegistry.Standard.All.SelectMany(each => each.Views).SelectMany(view => view.Filters).Select(filter => filter.Option).Distinct()];
        foreach (ViewDeclaration view in PolicyRegistry.Standard.Find(policy)!.Views)
        {
            foreach (string option in options)
            {
                ViewFilter? filter = view.Filters.FirstOrDefault(each => each.Option == option);
                foreach (string value in filter is { Values.Count: > 0 } ? filter.Values : ["0"])
                {
                    Assert.That(Look(policy, $"--{view.Name}", $"--{option}", value).ExitCode, Is.EqualTo(filter is null ? 1 : 0), $"--{view.Name} --{option} {value}");
                }

                Assert.That(Look(policy, $"--{view.Name}", $"--{option}", "nonsense").ExitCode, Is.EqualTo(1));
            }

            Assert.That(Look(policy, $"--{view.Name}", "--range", "0x600000000000+1M").ExitCode, Is.EqualTo(view.AddressColumn.Length > 0 ? 0 : 1), view.Name);
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void AnObject_IsThere_Ended_NotYetMade_OrNeverMade(string policy)
    {
        Assert.That(Look(policy, "--address", "obj:4").Output, Does.Contain(" object address=0x"));
        Assert.That(Look(policy, "--address", "obj:3").Output, Does.Contain("freed_operation=8"));
        Assert.That(Look(policy, "--address", "obj:9").Output, Does.Contain("not yet made").And.Contain("operation=13"));
        Assert.That(Look(policy, "--address", "obj:77").Output, Does.Contain("no call of the trace makes it"));
        foreach (string asked in (string[])["obj:4", "obj:3", "obj:9", "obj:77", "0x10", "0x7effffffe000", "0x600000000010"])
        {
            CommandRun text = Look(policy, "--address", asked);
            CommandRun json = Look(policy, "--find-extent", asked, "--json");
            Assert.That((json.ExitCode, Json(json)["asked"].GetString()), Is.EqualTo((text.ExitCode, asked)));
            Assert.That(Json(json)["facts"].GetArrayLength(), Is.EqualTo(text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1), asked);
        }

        Assert.That(Look(policy, "--record", "0x10").Output, Does.Contain("no record in use has this address"));
        Assert.That(Look(policy, "--address", "here").Error, Does.Contain("--address here: expected "));
    }

    [TestCaseSource(nameof(Policies))]
    public void EveryMoment_HasASummary(string policy)
    {
        CommandRun all = Run("inspect", Trace, "--policy", policy, "--at", "0,3,50ns,peak,end");
        Assert.That(all.ExitCode, Is.Zero, all.Error);
        Assert.That(all.Output.Split('\n').Count(line => line.StartsWith("after ", StringComparison.Ordinal)), Is.EqualTo(5));
        Assert.That(Json(Look(policy, "--json"))["view"].GetString(), Is.EqualTo("summary"));
        Assert.That(Run("inspect", Trace, "--policy", policy, "--at", "14").Error, Is.EqualTo("allocsim: --at 14: the trace's last operation is 13\n"));
        Assert.That(Run("inspect", Trace, "--policy", policy, "--at", "1ms").Error, Is.EqualTo("allocsim: --at 1.00 ms: the trace ends at 130 ns\n"));
        Assert.That(Run("inspect", Trace, "--policy", policy, "--at", "noon").ExitCode, Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Policies))]
    public void Files_AreWritten_OrItIsSaidWhyNot(string policy)
    {
        using TemporaryDirectory directory = new();
        Policy chosen = PolicyRegistry.Standard.Find(policy)!;
        Assert.That(Look(policy, "--profile", directory["profile"]).ExitCode, Is.Zero);
        Assert.That(Directory.GetFiles(directory["profile"]), Has.Length.EqualTo(6));
        Assert.That(Look(policy, "--map", directory["map.png"], "--colours", "pages").ExitCode, Is.Zero);
        Assert.That(Run("inspect", Trace, "--policy", policy, "--page", directory["page.html"]).ExitCode, Is.Zero);
        Assert.That(((string[])["map.png", "page.html"]).Select(file => new FileInfo(directory[file]).Length), Has.All.GreaterThan(500));

        bool hasDump = policy.StartsWith("jemalloc-5", StringComparison.Ordinal);
        CommandRun dump = Look(policy, "--dump", directory["dump"]);
        Assert.That((dump.ExitCode, File.Exists(directory["dump", $"inspect-{Moment}.txt"])), Is.EqualTo((hasDump ? 0 : 1, hasDump)));
        bool hasGeometry = chosen.MapGeometry is not null;
        Assert.That(Run("inspect", "--geometry", "--policy", policy).ExitCode, Is.EqualTo(hasGeometry ? 0 : 1));
        CommandRun json = Run("inspect", "--geometry", "--policy", policy, "--json");
        Assert.That(json.ExitCode, Is.EqualTo(hasGeometry ? 0 : 1));
        if (hasGeometry)
        {
            Assert.That(Json(json)["rows"].GetArrayLength(), Is.GreaterThan(4));
        }
    }

    [TestCaseSource(nameof(Policies))]
    [Category("Slow")]
    public void AFilm_IsWritten(string policy)
    {
        using TemporaryDirectory directory = new();
        Assert.That(Run("inspect", Trace, "--policy", policy, "--film", directory["film.png"]).ExitCode, Is.Zero);
        Assert.That(new FileInfo(directory["film.png"]).Length, Is.GreaterThan(2000));
    }

    [TestCaseSource(nameof(Policies))]
    public void ATerminal_TakesEveryCommand(string policy)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        string[] views = [.. PolicyRegistry.Standard.Find(policy)!.Views.Select(view => view.Name)];
        string[] commands = ["goto 4", "next", "next 2", "back", "back 2", "goto peak", "goto 50ns", "goto end", "summary", "snapshots", "goto 2", "who obj:1", "who obj:9", "who obj:77", "who 0x10", "until free 0x10", "history 0x10", "history 0x10 end", "help", .. views, "quit"];
        Terminal terminal = new(output, error) { Input = new StringReader(string.Join('\n', commands)) };
        int exit = new CommandLine(PolicyRegistry.Standard, terminal).Run(["inspect", Trace, "--policy", policy]);
        Assert.That(exit, Is.Zero, error.ToString());
        Assert.That(output.ToString().Split('\n').Count(line => line.StartsWith("after ", StringComparison.Ordinal)), Is.EqualTo(10));
        Assert.That(output.ToString(), Does.Contain(" object address=0x").And.Contain("not yet made").And.Contain("no call of the trace makes it"));
        Assert.That(views.Where(view => !output.ToString().Contains($"{view} after operation 2: ", StringComparison.Ordinal)), Is.Empty);
    }

    private static CommandRun Look(string policy, params string[] asked) => Run(["inspect", Trace, "--policy", policy, "--at", Moment, .. asked]);

    // Whatever is refused is one line; what is answered has nothing to complain of, but may say how far it was.
    private static CommandRun Run(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        string command = string.Join(' ', arguments);
        if (run.ExitCode == 1 && run.Output.Length == 0)
        {
            Assert.That(run.Error, Does.Match("^allocsim: [^\n]+\n$"), command);
        }
        else
        {
            Assert.That(run.ExitCode, Is.InRange(0, 1), command);
            Assert.That(run.Error.Split('\n').Where(line => line.Length > 0 && !line.Contains("% done", StringComparison.Ordinal)), Is.Empty, command);
        }

        return run;
    }

    private static Dictionary<string, JsonElement> Json(CommandRun run)
    {
        JsonElement line = JsonDocument.Parse(run.Output).RootElement;
        Unique(line);
        return line.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
    }

    private static void Unique(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            Assert.That(element.EnumerateObject().Select(field => field.Name), Is.Unique);
            foreach (JsonProperty field in element.EnumerateObject())
            {
                Unique(field.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement each in element.EnumerateArray())
            {
                Unique(each);
            }
        }
    }
}
