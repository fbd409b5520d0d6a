using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Tests.Deploy;

[TestFixture]
[Category("Once")]
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
    public void TheManifest_HasOnlyFieldsOfAJob_WithValuesThatItsSchemaTakes()
    {
        YamlNode job = Job();
        YamlNode pod = job["spec"]["template"]["spec"];
        YamlNode container = Container(job);
        Assert.Multiple(() =>
        {
            Assert.That(Fields(job), Is.SubsetOf(new[] { "apiVersion", "kind", "metadata", "spec" }));
            Assert.That(job["apiVersion"].ToString(), Is.EqualTo("batch/v1"));
            Assert.That(Fields(job["spec"]), Is.SubsetOf(new[] { "completionMode", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "template" }));
            Assert.That(((string[])["completions", "parallelism", "backoffLimit"]).Select(field => int.Parse(job["spec"][field].ToString())), Is.All.Positive);
            Assert.That(Fields(pod), Is.SubsetOf(new[] { "restartPolicy", "containers", "volumes", "securityContext", "nodeSelector", "tolerations" }));
            Assert.That(pod["restartPolicy"].ToString(), Is.EqualTo("OnFailure").Or.EqualTo("Never"), "a Job takes no other");
            Assert.That(Fields(container), Is.SubsetOf(new[] { "name", "image", "command", "args", "env", "resources", "volumeMounts", "workingDir", "imagePullPolicy" }));
            Assert.That(((string[])[job["metadata"]["name"].ToString(), container["name"].ToString()]), Is.All.Match("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"));
            Assert.That(((YamlSequenceNode)container["env"]).Select(entry => (YamlScalarNode)entry["value"]), Is.All.Matches<YamlScalarNode>(IsText), "a variable is a text: a number needs quotes");
            Assert.That(((string[])["requests", "limits"]).SelectMany(kind => ((YamlMappingNode)container["resources"][kind]).Children.Values).Select(value => value.ToString()), Is.All.Match("^[0-9]+(\\.[0-9]+)?(m|Ki|Mi|Gi)?$"));
            Assert.That(Names(container["volumeMounts"]), Is.SubsetOf(Names(pod["volumes"])));
        });

        static bool IsText(YamlScalarNode? value) => value!.Style != YamlDotNet.Core.ScalarStyle.Plain || !double.TryParse(value.Value, out _);
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

    private static string[] Fields(YamlNode node) => [.. ((YamlMappingNode)node).Children.Keys.Select(key => key.ToString())];

    private static string[] Names(YamlNode list) => [.. ((YamlSequenceNode)list).Select(entry => entry["name"].ToString())];

    private static YamlNode Container(YamlNode job) => job["spec"]["template"]["spec"]["containers"][0];

    private static Dictionary<string, string> Variables(YamlNode job)
        => ((YamlSequenceNode)Container(job)["env"]).ToDictionary(entry => entry["name"].ToString(), entry => entry["value"].ToString());
}
