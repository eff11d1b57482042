const earthRadius = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along a WKT line, on a sphere; null for anything that is no line. */
export function lineLength(wkt: string | number | null | undefined): number | null {
  const points = /^\s*LINESTRING\s*\(([^()]*)\)\s*$/i.exec(String(wkt ?? ''))?.[1]?.split(',');
  if (points === undefined) return null;
  const at = points.map((point) => point.trim().split(/\s+/).map(Number));
  let metres = 0;
  for (const [index, [longitude = 0, latitude = 0]] of at.entries()) {
    const [fromLongitude = 0, fromLatitude = 0] = at[index - 1] ?? [longitude, latitude];
    const [north, east] = [radians(latitude - fromLatitude), radians(longitude - fromLongitude)];
    const chord =
      Math.sin(north / 2) ** 2 +
      Math.cos(radians(latitude)) * Math.cos(radians(fromLatitude)) * Math.sin(east / 2) ** 2;
    metres += 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)));
  }
  return metres;
}
