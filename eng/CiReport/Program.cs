using CiReport;

// usage: CiReport RESULTS-FOLDER MINIMUM-COVERAGE-PERCENT
// Reads every .trx and cobertura file below the folder; the last line is what CI counts.
if (args.Length != 2 || !double.TryParse(args[1], out var minimum))
{
    Console.Error.WriteLine("usage: CiReport RESULTS-FOLDER MINIMUM-COVERAGE-PERCENT");
    return 2;
}

var tests = TestResults.Read(args[0]);
foreach (var (reason, count) in tests.SkipReasons)
    Console.WriteLine($"skipped {count}: {reason}");
foreach (var failure in tests.Failures)
    Console.WriteLine($"FAILED {failure}");
var coverage = Coverage.Read(args[0]);
foreach (var (assembly, percent) in coverage.ByAssembly)
    Console.WriteLine($"coverage {percent,5:F1} %  {assembly}");
Console.WriteLine($"coverage {coverage.Percent:F1} % of {coverage.Lines} lines, at least {minimum} % wanted");
Console.WriteLine($"{tests.Passed} passed, {tests.Failed} failed, {tests.Skipped} skipped");
return tests.Failed == 0 && tests.Passed > 0 && coverage.Percent >= minimum ? 0 : 1;
