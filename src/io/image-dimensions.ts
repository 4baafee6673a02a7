/** How large an image is. */

/** Rows and columns of pixels. */
export interface ImageDimensions {
  height: number;
  width: number;
}
