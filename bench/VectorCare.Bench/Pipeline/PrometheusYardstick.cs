using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Pipeline;

/// <summary>What Prometheus needs to scrape a page of 772 bytes from nginx, 1,000 of them a second, one target per page; both as Debian has them, installed by <c>bench/yardstick.sh</c>.</summary>
internal static partial class PrometheusYardstick
{
    private const int PageBytes = 772;
    private const int Port = 7190;
    private const int PrometheusPort = 7191;
    private const int PerSecond = 1000;

    /// <summary>Most targets tried that two cores with 24 GB carry: a target takes some 85 KB, and of 100,000 only 83,123 were up. In between was not tried.</summary>
    private const int MostTargets = 30_000;

    /// <summary>While targets are met for the first time Prometheus works several times as hard: the yardstick begins after that.</summary>
    private static readonly TimeSpan Met = TimeSpan.FromMinutes(1);

    /// <summary>Adds <c>prometheus_cpu_ms_per_scrape</c> and <c>prometheus_page_bytes</c>; null with a note where one of the two is not installed.</summary>
    public static async Task AddAsync(JsonObject figures, BenchSize size, string directory, Action<string> progress, CancellationToken stop)
    {
        figures["prometheus_page_bytes"] = PageBytes;
        figures["prometheus_cpu_ms_per_scrape"] = null;
        if (size == BenchSize.Smoke || Find("prometheus") is not { } prometheus || Find("nginx") is not { } nginx)
        {
            figures["prometheus_note"] = size == BenchSize.Smoke ? "not measured at this size" : "prometheus and nginx are not installed: bench/yardstick.sh";
            progress((string)figures["prometheus_note"]!);
            return;
        }

        var targets = Math.Min(MostTargets, (int)figures["patients"]!);
        var interval = TimeSpan.FromSeconds(targets / PerSecond);
        progress($"Prometheus scrapes {targets} targets for {(Met + (2 * interval)).TotalSeconds:F0} s");
        Write(directory, targets, interval);
        using var http = new HttpClient();
        using var web = Start(nginx, ["-c", Path.Combine(directory, "nginx.conf"), "-p", directory, "-e", Path.Combine(directory, "nginx.log")]);
        using var scraper = Start(prometheus, [$"--config.file={directory}/prometheus.yml", $"--storage.tsdb.path={directory}/data", $"--web.listen-address=127.0.0.1:{PrometheusPort}", "--log.level=error"]);
        try
        {
            await Task.Delay(Met, TimeProvider.System, stop);
            var (requests, cpu) = (await RequestsAsync(http, stop), Cpu(scraper));
            await Task.Delay(2 * interval, TimeProvider.System, stop);
            var perScrape = (Cpu(scraper) - cpu).TotalMilliseconds / Math.Max(1, await RequestsAsync(http, stop) - requests);
            var up = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{PrometheusPort}/api/v1/query?query=sum(up)"), stop))!;
            if ((string?)up["data"]!["result"]!.AsArray().FirstOrDefault()?["value"]![1] != $"{targets}")
                throw new InvalidOperationException($"Prometheus did not scrape its {targets} targets: {up.ToJsonString()}");
            figures["prometheus_cpu_ms_per_scrape"] = Math.Round(perScrape, 3);
            figures["prometheus_targets"] = targets;
        }
        finally
        {
            scraper.Kill(entireProcessTree: true);
            web.Kill(entireProcessTree: true);
            await Task.WhenAll(scraper.WaitForExitAsync(CancellationToken.None), web.WaitForExitAsync(CancellationToken.None));
        }
    }

    private static string? Find(string name) =>
        new[] { "/usr/bin", "/usr/sbin" }.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    private static void Write(string directory, int targets, TimeSpan interval)
    {
        Directory.CreateDirectory(Path.Combine(directory, "temp"));
        File.WriteAllText(Path.Combine(directory, "page"), Page());
        File.WriteAllText(Path.Combine(directory, "nginx.conf"), $$"""
            daemon off; master_process off; pid {{directory}}/nginx.pid; error_log {{directory}}/nginx.log error;
            events { worker_connections 20000; }
            http {
              access_log off; keepalive_requests 1000000; keepalive_timeout 600s; default_type text/plain; open_file_cache max=10;
              client_body_temp_path {{directory}}/temp; proxy_temp_path {{directory}}/temp; fastcgi_temp_path {{directory}}/temp; uwsgi_temp_path {{directory}}/temp; scgi_temp_path {{directory}}/temp;
              server { listen 127.0.0.1:{{Port}}; location = /status { stub_status; } location / { root {{directory}}; rewrite ^ /page break; } }
            }
            """);
        File.WriteAllText(Path.Combine(directory, "prometheus.yml"), $$"""
            global: {scrape_interval: {{interval.TotalSeconds:F0}}s, scrape_timeout: 5s}
            scrape_configs:
              - job_name: pages
                file_sd_configs: [{files: [{{directory}}/targets.json]}]
            """);
        var groups = new JsonArray([.. Enumerable.Range(0, targets).Select(i => new JsonObject
        {
            ["targets"] = new JsonArray($"127.0.0.1:{Port}"),
            ["labels"] = new JsonObject { ["__metrics_path__"] = $"/pages/{i}", ["patient"] = $"{i}" },
        })]);
        File.WriteAllText(Path.Combine(directory, "targets.json"), groups.ToJsonString());
    }

    private static string Page()
    {
        var page = new StringBuilder();
        for (var i = 0; page.Length < PageBytes - 80; i++)
            page.Append($"# TYPE device_value_{i} gauge\ndevice_value_{i}{{lead=\"{i % 3}\"}} {500 + i}.{i}\n");
        return page.Append("# ").Append('x', PageBytes - page.Length - 1).Append('\n').ToString();
    }

    private static Process Start(string file, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false }) ?? throw new InvalidOperationException($"{file} could not be started.");

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static async Task<long> RequestsAsync(HttpClient http, CancellationToken stop)
    {
        var status = await http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/status"), stop);
        return long.Parse(Requests().Match(status).Groups[1].ValueSpan);
    }

    [GeneratedRegex(@"\s*\d+\s+\d+\s+(\d+)\s", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Requests();
}
