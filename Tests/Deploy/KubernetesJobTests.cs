using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Tests.Deploy;

[TestFixture]
internal sealed class KubernetesJobTests
{
    private static readonly string Trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [Test]
    public void TheManifest_IsAnIndexedJob_WithAsManyShardsAsPods()
    {
        YamlNode job = Job();
        Assert.That(job["kind"].ToString(), Is.EqualTo("Job"));
        Assert.That(job["spec"]["completionMode"].ToString(), Is.EqualTo("Indexed"));
        Assert.That(Variables(job)["SHARDS"], Is.EqualTo(job["spec"]["completions"].ToString()));
    }

    [Test]
    [Platform("Linux")]
    public void ThePodsCommand_RunsEveryShardOnce()
    {
        using TemporaryDirectory directory = new();
        ShellCommand.WriteAllocsim(directory["allocsim"]);
        string spec = directory.Write("sweep.yaml", $"trace: {Trace}\naxes:\n  dirty_decay_ms: [0, 1, 10]\n  cpus: [1, 2]\n");
        YamlNode container = Container(Job());
        for (int index = 0; index < 2; index++)
        {
            Dictionary<string, string> variables = new(Variables(Job()))
            {
                ["SPEC"] = spec,
                ["OUT"] = directory["results"],
                ["SHARDS"] = "2",
                ["JOB_COMPLETION_INDEX"] = $"{index}",
                ["PATH"] = directory.Path + ":" + Environment.GetEnvironmentVariable("PATH"),
            };
            YamlSequenceNode command = (YamlSequenceNode)container["command"];
            ShellCommand run = ShellCommand.Run(variables, command[0].ToString(), command[1].ToString(), container["args"][0].ToString());
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }

        Assert.That(CommandRun.Of("sweep", "merge", directory["results"], "--no-charts").ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("sweep", "--spec", spec, "--out", directory["whole"], "--no-charts").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(directory["results", "points.csv"]), Is.EqualTo(File.ReadAllBytes(directory["whole", "points.csv"])));
    }

    private static YamlNode Job()
    {
        YamlStream stream = [];
        stream.Load(new StringReader(Repository.Read("deploy/sweep-job.yaml")));
        return stream.Documents.Single().RootNode;
    }

    private static YamlNode Container(YamlNode job) => job["spec"]["template"]["spec"]["containers"][0];

    private static Dictionary<string, string> Variables(YamlNode job)
        => ((YamlSequenceNode)Container(job)["env"]).ToDictionary(entry => entry["name"].ToString(), entry => entry["value"].ToString());
}
