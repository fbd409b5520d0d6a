// Fixtures run side by side, as many as there are CPUs: the program has no state that two of them share. Those that look at the memory of the whole process say [NonParallelizable].
[assembly: Parallelizable(ParallelScope.Fixtures)]
