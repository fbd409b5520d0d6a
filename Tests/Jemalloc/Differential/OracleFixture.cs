namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>Tests that run the real library beside the simulator; all are skipped where it is not there.</summary>
internal abstract class OracleFixture
{
    private string _folder = "";
    private Campaign? _campaign;

    /// <summary>Finds the library and makes a folder for what is written on the way.</summary>
    [OneTimeSetUp]
    public void FindTheLibrary()
    {
        Oracle? oracle = Oracle.Find(out string missing);
        if (oracle is null)
        {
            Assert.Ignore(missing);
        }

        _folder = Directory.CreateTempSubdirectory("allocsim-differential").FullName;
        _campaign = new Campaign(oracle, _folder);
    }

    /// <summary>Leaves the folder only where a shortened trace may lie in it.</summary>
    [OneTimeTearDown]
    public void RemoveTheFolder()
    {
        if (_folder.Length > 0 && TestContext.CurrentContext.Result.FailCount == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Both do the same.</summary>
    protected void Check(RandomCase random, string name) => Assert.That(_campaign!.Run(random, name), Is.Empty);
}
