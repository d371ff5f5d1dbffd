// The map: shows places of records, and draws one beside the field that takes coordinates as text.
// Loaded only by pages that have a map; without it the list and the field do the same.

import { GeoJSONSource, LngLatBounds, Map as MapLibre, Popup, setWorkerUrl } from "maplibre-gl";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { StyleSpecification } from "maplibre-gl";

type Words = Record<"zoomIn" | "zoomOut" | "undo" | "clear" | "open" | "failed" | "whole" | "more", string>;

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Where a map looks when there is nothing to show: Ukraine. */
const UKRAINE: [number, number, number, number] = [22, 44, 40.5, 52.5];

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Land and water, lines of latitude and longitude, and what is shown. No tiles, nothing from elsewhere. */
function style(land: string): StyleSpecification {
  const accent = token("--accent");
  const shape = (kind: "Polygon" | "LineString" | "Point") => ["==", ["geometry-type"], kind] as never;
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      graticule: { type: "geojson", data: EMPTY },
      shown: { type: "geojson", data: EMPTY, cluster: true, clusterRadius: 36, clusterMaxZoom: 11 },
      shapes: { type: "geojson", data: EMPTY },
      drawn: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": token("--map-water") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": token("--map-land") } },
      { id: "graticule", type: "line", source: "graticule", paint: { "line-color": token("--line"), "line-width": 1 } },
      { id: "areas", type: "fill", source: "shapes", filter: shape("Polygon"), paint: { "fill-color": accent, "fill-opacity": 0.2 } },
      { id: "outlines", type: "line", source: "shapes", paint: { "line-color": accent, "line-width": 3 } },
      {
        id: "clusters",
        type: "circle",
        source: "shown",
        filter: ["has", "point_count"],
        paint: {
          "circle-color": accent,
          "circle-opacity": 0.75,
          "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 12, 100, 20, 2000, 30],
          "circle-stroke-color": token("--on-accent"),
          "circle-stroke-width": 2,
        },
      },
      {
        id: "points",
        type: "circle",
        source: "shown",
        filter: ["!", ["has", "point_count"]],
        paint: { "circle-color": accent, "circle-radius": 7, "circle-stroke-color": token("--on-accent"), "circle-stroke-width": 2 },
      },
      { id: "drawn-areas", type: "fill", source: "drawn", filter: shape("Polygon"), paint: { "fill-color": accent, "fill-opacity": 0.25 } },
      { id: "drawn-lines", type: "line", source: "drawn", paint: { "line-color": accent, "line-width": 3 } },
      {
        id: "drawn-points",
        type: "circle",
        source: "drawn",
        filter: shape("Point"),
        paint: { "circle-color": accent, "circle-radius": 7, "circle-stroke-color": token("--on-accent"), "circle-stroke-width": 2 },
      },
    ],
  };
}

function source(map: MapLibre, id: string): GeoJSONSource {
  return map.getSource(id) as GeoJSONSource;
}

/** Lines of latitude and longitude: about five across what is seen. */
function graticule(map: MapLibre): void {
  const bounds = map.getBounds();
  const width = Math.max(bounds.getEast() - bounds.getWest(), 0.001);
  const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((step) => width / step >= 4) ?? 0.005;
  const features: Feature[] = [];
  const line = (coordinates: Position[]) => features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
  const [west, east] = [Math.max(bounds.getWest() - step, -180), Math.min(bounds.getEast() + step, 180)];
  const [south, north] = [Math.max(bounds.getSouth() - step, -85), Math.min(bounds.getNorth() + step, 85)];
  for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) line([[lon, south], [lon, north]]);
  for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) line([[west, lat], [east, lat]]);
  source(map, "graticule").setData({ type: "FeatureCollection", features });
}

function positions(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "LineString":
      return geometry.coordinates;
    case "Polygon":
      return geometry.coordinates.flat();
    default:
      return [];
  }
}

function fit(map: MapLibre, geometries: Geometry[]): void {
  const all = geometries.flatMap(positions);
  if (all.length === 0) return;
  const bounds = new LngLatBounds();
  for (const position of all) bounds.extend([position[0]!, position[1]!]);
  map.fitBounds(bounds, { padding: 48, maxZoom: 13, animate: false });
}

function button(words: string, sign: string, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = sign;
  if (sign !== words) button.setAttribute("aria-label", words);
  button.addEventListener("click", act);
  return button;
}

function begin(frame: HTMLElement, words: Words): MapLibre {
  frame.hidden = false;
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  frame.append(canvas);
  const map = new MapLibre({
    container: canvas,
    style: style(frame.dataset.land!),
    bounds: UKRAINE,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: { "Map.Title": frame.getAttribute("aria-label") ?? "" },
  });
  map.touchZoomRotate.disableRotation();
  const zoom = document.createElement("div");
  zoom.className = "map-zoom";
  zoom.append(button(words.zoomIn, "+", () => map.zoomIn()), button(words.zoomOut, "−", () => map.zoomOut()));
  frame.append(zoom);
  map.on("load", () => graticule(map));
  map.on("moveend", () => graticule(map));
  return map;
}

/** Records on a map: points in clusters, shapes as they are; a click names the record and leads to it. */
function show(frame: HTMLElement, map: MapLibre, words: Words): void {
  const popup = (at: Position, feature: { properties: Record<string, unknown> | null }) => {
    const { label, url } = feature.properties ?? {};
    if (typeof label !== "string") return;
    const content = document.createElement("p");
    const link = document.createElement("a");
    link.textContent = label;
    if (typeof url === "string" && url.startsWith("/")) link.href = url;
    content.append(link);
    new Popup({ closeButton: true }).setLngLat([at[0]!, at[1]!]).setDOMContent(content).addTo(map);
  };
  const loaded = (data: FeatureCollection) => {
    const placed = data.features.filter((feature) => feature.geometry);
    const points = placed.filter((feature) => feature.geometry.type === "Point");
    source(map, "shown").setData({ type: "FeatureCollection", features: points });
    source(map, "shapes").setData({ type: "FeatureCollection", features: placed.filter((feature) => feature.geometry.type !== "Point") });
    fit(map, placed.map((feature) => feature.geometry));
    frame.dataset.shown = String(placed.length);
  };
  map.on("load", async () => {
    try {
      if (frame.dataset.geometry !== undefined) {
        const geometries = JSON.parse(frame.dataset.geometry) as Geometry[];
        loaded({ type: "FeatureCollection", features: geometries.map((geometry) => ({ type: "Feature", properties: {}, geometry })) });
      } else {
        const answer = await fetch(frame.dataset.source!);
        if (!answer.ok) throw new Error(String(answer.status));
        loaded((await answer.json()) as FeatureCollection);
      }
    } catch {
      frame.append(Object.assign(document.createElement("p"), { textContent: words.failed, className: "map-note" }));
    }
  });
  map.on("click", "clusters", (event) => {
    const feature = event.features?.[0];
    if (feature) map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, animate: false });
  });
  for (const layer of ["points", "areas", "outlines"]) {
    map.on("click", layer, (event) => {
      const feature = event.features?.[0];
      if (feature) popup([event.lngLat.lng, event.lngLat.lat], feature);
    });
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

/** A point, a line or an outline, drawn by clicks and written into the field, and read from it. */
function draw(frame: HTMLElement, map: MapLibre, words: Words): void {
  const kind = frame.dataset.shape as "point" | "line" | "polygon";
  const field = document.getElementById(frame.dataset.for!) as HTMLInputElement | HTMLTextAreaElement | null;
  if (!field) return;
  const read = (): Position[] =>
    field.value
      .split("\n")
      .map((line) => line.split(/[\s,;]+/).filter(Boolean).map(Number))
      .filter((pair) => pair.length === 2 && pair.every(Number.isFinite))
      .map(([lat, lon]) => [lon!, lat!]);
  let points = read();
  const geometries = (): Geometry[] => {
    const all: Geometry[] = points.map((coordinates) => ({ type: "Point", coordinates }));
    if (kind === "line" && points.length > 1) all.push({ type: "LineString", coordinates: points });
    if (kind === "polygon" && points.length > 2) all.push({ type: "Polygon", coordinates: [[...points, points[0]!]] });
    return all;
  };
  const paint = () => {
    const features: Feature[] = geometries().map((geometry) => ({ type: "Feature", properties: {}, geometry }));
    source(map, "drawn").setData({ type: "FeatureCollection", features });
  };
  const write = () => {
    const digits = (degrees: number) => String(Math.round(degrees * 1e6) / 1e6);
    field.value = points.map(([lon, lat]) => `${digits(lat!)}, ${digits(lon!)}`).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    paint();
  };
  map.on("load", () => {
    paint();
    fit(map, geometries());
  });
  map.on("click", (event) => {
    const place: Position = [event.lngLat.lng, event.lngLat.lat];
    points = kind === "point" ? [place] : [...points, place];
    write();
  });
  field.addEventListener("change", () => {
    points = read();
    paint();
    fit(map, geometries());
  });
  const tools = document.createElement("div");
  tools.className = "map-tools";
  const change = (next: () => Position[]) => () => {
    points = next();
    write();
  };
  if (kind !== "point") tools.append(button(words.undo, words.undo, change(() => points.slice(0, -1))));
  tools.append(button(words.clear, words.clear, change(() => [])));
  frame.append(tools);
}

for (const frame of document.querySelectorAll<HTMLElement>("[data-map]")) {
  const words = JSON.parse(frame.dataset.words ?? "{}") as Words;
  setWorkerUrl(frame.dataset.worker!);
  try {
    const map = begin(frame, words);
    if (frame.dataset.map === "draw") draw(frame, map, words);
    else show(frame, map, words);
  } catch {
    frame.hidden = true; // no WebGL here: the field and the list are there
  }
}
